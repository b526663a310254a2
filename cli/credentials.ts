import {
  assumed,
  clientCredentials,
  federation,
  fromEnvironment,
  serviceUsers,
  staticToken,
  type Credentials,
  type Federation,
} from '../client/index.ts';
import { tokenFileVariable, tokenVariable } from '../client/outsideTokens.ts';
import { ConfigurationError, UsageError } from './exitCodes.ts';
import { freshIdToken } from './idToken.ts';
import { keptFederation } from './keptFederation.ts';
import { tokenIn } from './readText.ts';
import { credential, profile, safeAddress } from './settings.ts';

/** Where the API is and as whom it is called. */
export interface Access {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Drops what is kept of the credential for other commands; absent where nothing is. */
  readonly forget?: () => Promise<void>;
}

type Credential = Omit<Access, 'baseUrl'>;

/** What the command line says of it. */
export interface AccessFlags {
  readonly profile: string;
  readonly url: string | undefined;
}

/** The address of the API: the flag, the variable, the profile. */
export function addressOf({ profile: name, url }: AccessFlags): string {
  const address = url ?? (process.env['SERVICE_USERS_URL'] || profile(name)?.Url);
  if (address !== undefined) return safeAddress(address, 'The address of the API');
  throw new ConfigurationError(
    'Where is the API? Sign in with `service-users login --url https://…`, or set SERVICE_USERS_URL.',
  );
}

/** What an access token of a service user's own is to be for; both may be left out. */
export interface Narrowing {
  readonly scope?: string;
  readonly audience?: string;
}

/** How calls are to be made. The environment beats the profile, as in a pipeline on somebody's machine. */
export function accessOf(flags: AccessFlags): Access {
  const baseUrl = addressOf(flags);
  return { baseUrl, ...(fromVariables(baseUrl) ?? fromProfile(flags.profile, baseUrl)) };
}

/**
 * An access token for one application, or for less than the role permits.
 * @throws UsageError where the credential is a token already, which cannot be narrowed.
 */
export function narrowedAccess(flags: AccessFlags, narrowing: Narrowing): Access {
  const baseUrl = addressOf(flags);
  const found = fromVariables(baseUrl, narrowing);
  if (found !== undefined && !givenToken()) return { baseUrl, ...found };
  throw new UsageError(
    '--scope and --audience are for the token of a service user: SERVICE_USERS_CLIENT_ID.',
  );
}

const givenToken = (): boolean =>
  Boolean(process.env['SERVICE_USERS_TOKEN']) || Boolean(process.env['SERVICE_USERS_TOKEN_FILE']);

/** A token, a file with one, a service user with its secret, or a job that a trust rule admits. */
function fromVariables(baseUrl: string, narrowing: Narrowing = {}): Credential | undefined {
  const { SERVICE_USERS_TOKEN: token, SERVICE_USERS_TOKEN_FILE: file } = process.env;
  if (token) return { credentials: staticToken(token) };
  if (file) return { credentials: staticToken(() => tokenIn(file)) };
  const { SERVICE_USERS_CLIENT_ID: clientId, SERVICE_USERS_CLIENT_SECRET: clientSecret } = process.env;
  if (!clientId) return undefined;
  const client = { baseUrl, clientId, ...narrowing };
  return clientSecret
    ? { credentials: clientCredentials({ ...client, clientSecret }) }
    : fromPlatform(client);
}

/** What gives a new token at every time, as GitHub does, leaves nothing behind. */
function fromPlatform(client: Omit<Federation, 'subjectToken'>): Credential {
  const options = { ...client, subjectToken: fromEnvironment({ audience: client.baseUrl }) };
  const isOneForAll = process.env[tokenVariable] || process.env[tokenFileVariable];
  return isOneForAll ? keptFederation(options) : { credentials: federation(options) };
}

function fromProfile(name: string, baseUrl: string): Credential {
  const known = profile(name);
  const kept = credential(name);
  if (known === undefined || kept === undefined) {
    throw new ConfigurationError(
      `Nobody is signed in as profile ${name}. Sign in with \`service-users login\`.`,
    );
  }
  // A credential of one installation is nobody else's business.
  if (known.Url !== baseUrl) {
    throw new ConfigurationError(`Profile ${name} is signed in to ${known.Url}, not to ${baseUrl}.`);
  }
  return { credentials: staticToken(async () => kept.Token ?? freshIdToken(name, known)) };
}

/** Super-Admin mode for the time of one command. */
export function inSuperAdminMode({ baseUrl, credentials }: Access): Credentials {
  let token: Promise<string> | undefined;
  const enter = async (): Promise<string> => {
    const { body } = await serviceUsers({ baseUrl, credentials }).enterSuperAdminMode({
      body: { DurationMinutes: 5, Reason: 'service-users --super-admin' },
    });
    if (body.Token === undefined) throw new Error('The token was lost on its way. Try once more.');
    return body.Token;
  };
  return staticToken(() => (token ??= enter()));
}

/** A service user for the time of one command. */
export function assuming({ baseUrl, credentials }: Access, userId: string): Credentials {
  const api = serviceUsers({ baseUrl, credentials });
  return assumed({ api, person: credentials, userId, minutes: 5, reason: 'service-users --as' });
}
