import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceUsers, staticToken } from '../../client/index.ts';
import { columns } from '../columns.ts';
import { command, given, group, text } from '../command.ts';
import { ConfigurationError, UsageError } from '../exitCodes.ts';
import { forgetAccessTokens } from '../keptFederation.ts';
import { showList, showOne } from '../output.ts';
import { readSecretFrom } from '../readText.ts';
import type { Session } from '../session.ts';
import {
  chooseProfile,
  credential,
  profile as profileOf,
  profiles as allProfiles,
  removeProfile,
  safeAddress,
  saveCredential,
  saveProfile,
  type Credential,
  type Profile,
} from '../settings.ts';
import { readSecret, say } from '../terminal.ts';

const issuerFlags = {
  issuer: text('Who signs people in', { placeholder: 'url' }),
  clientId: text('The client at the issuer', { placeholder: 'id' }),
  scope: text('What is asked of the issuer (openid email profile)'),
  redirectUri: text('Loopback address that the issuer knows (http://127.0.0.1:0/callback)', {
    placeholder: 'url',
  }),
};

interface IssuerFlags {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly redirectUri?: string;
}

/** `service-users login` */
export const login = command({
  brief: 'Sign in, with a browser or with a token from standard input',
  flags: {
    ...issuerFlags,
    token: given('Take a token from standard input instead: a service token, a personal access token'),
    tokenFile: text('Take a token from a file instead', { placeholder: 'file' }),
    local: given('The product on this machine (npm start)'),
    data: text('Its data folder (.local)', { placeholder: 'folder' }),
    noBrowser: given('Only print the address to open'),
  },
  run: async (session, _, flags) => {
    const settings = settingsOf(session, flags);
    const found = await credentialFor(settings, flags);
    const token = found.Token ?? found.IdToken ?? '';
    const { body } = await serviceUsers({ baseUrl: settings.Url, credentials: staticToken(token) }).getMe();
    await saveProfile(session.profile, settings);
    await saveCredential(session.profile, found);
    say(`Signed in to ${settings.Url} as ${body.DisplayName} (profile ${session.profile}).`);
    showOne(body, columns.me, session.output);
  },
});

interface TokenFlags {
  readonly token?: boolean;
  readonly tokenFile?: string;
  readonly noBrowser?: boolean;
}

async function credentialFor(
  settings: Profile,
  { token, tokenFile, noBrowser }: TokenFlags,
): Promise<Credential> {
  if (token === true) return { Token: await readSecret('Token') };
  if (tokenFile !== undefined) return { Token: await readSecretFrom('Token', tokenFile) };
  const { Issuer, ClientId, Scope = 'openid email profile', RedirectUri } = settings;
  if (Issuer === undefined || ClientId === undefined) {
    throw new UsageError('Who signs you in? Give --issuer and --client-id once, or --token, or --local.');
  }
  const { signIn } = await import('../signIn.ts');
  return signIn({
    issuer: Issuer,
    clientId: ClientId,
    scope: Scope,
    redirectUri: RedirectUri ?? 'http://127.0.0.1:0/callback',
    openBrowser: noBrowser !== true,
  });
}

interface Place extends IssuerFlags {
  readonly local?: boolean;
  readonly data?: string;
}

/** The profile as it will be: what it was, changed by what was given. */
function settingsOf({ flags, profile }: Session, { local, data = '.local', ...given }: Place): Profile {
  const known: Partial<Profile> = (local === true ? productHere(data) : profileOf(profile)) ?? {};
  const url = flags.url ?? known.Url ?? process.env['SERVICE_USERS_URL'];
  if (url === undefined) throw new UsageError('Where is the API? Give --url https://… once, or --local.');
  const { issuer: Issuer, clientId: ClientId, scope: Scope, redirectUri: RedirectUri } = given;
  const changes = Object.entries({ Issuer, ClientId, Scope, RedirectUri }).filter(
    ([, one]) => one !== undefined,
  );
  return { ...known, ...Object.fromEntries(changes), Url: safeAddress(url, 'The address of the API') };
}

/** What the product on this machine says of itself. */
function productHere(data: string): Profile {
  const file = join(data, 'endpoint.json');
  try {
    const { api, issuer, clientId } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    if (api !== undefined && issuer !== undefined && clientId !== undefined) {
      return { Url: api, Issuer: issuer, ClientId: clientId };
    }
  } catch {
    // Said below, for a file that is missing and for one that is not readable.
  }
  throw new ConfigurationError(`Nothing runs here: ${file} is missing. Start it with npm start.`);
}

/** `service-users logout` */
export const logout = command({
  brief: 'Forget the credential of a profile, and the access tokens that federation got here',
  run: async ({ profile }) => {
    await saveCredential(profile, undefined);
    await forgetAccessTokens();
    say(`Signed out of profile ${profile}.`);
  },
});

const list = command({
  brief: 'List profiles',
  run: async ({ profile, output }) => {
    const rows = Object.entries(allProfiles()).map(([Name, { Url }]) => ({
      Name,
      Url,
      InUse: Name === profile,
      SignedIn: credential(Name) !== undefined,
    }));
    const shown = {
      Name: (row: (typeof rows)[number]) => row.Name,
      Url: (row: (typeof rows)[number]) => row.Url,
      'In use': (row: (typeof rows)[number]) => (row.InUse ? 'yes' : ''),
      'Signed in': (row: (typeof rows)[number]) => (row.SignedIn ? 'yes' : 'no'),
    };
    await showList(rows, shown, output);
  },
});

const use = command({
  brief: 'Choose the profile that commands use',
  args: ['name'],
  run: (_, [name]) => chooseProfile(name),
});

const set = command({
  brief: 'Make or change a profile without signing in',
  args: ['name'],
  flags: issuerFlags,
  run: (session, [name], flags) => saveProfile(name, settingsOf({ ...session, profile: name }, flags)),
});

const remove = command({
  brief: 'Remove a profile and its credential',
  args: ['name'],
  run: (_, [name]) => removeProfile(name),
});

/** `service-users profiles …` */
export const profiles = group('Installations and how to sign in to them', { list, use, set, remove });
