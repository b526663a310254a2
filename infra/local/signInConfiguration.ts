import type { ClientMetadata, Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider';
import { escapeHtml, page } from './signInPage.ts';
import type { LocalPeople, LocalPerson } from './signInPage.ts';
import { SignInSessions } from './signInSessions.ts';

/** Settings of the sign-in provider. */
export interface SignInSettings {
  readonly port: number;
  readonly clientId: string;
  readonly people: LocalPeople;
  /** File for the signing key and the cookie secret, so that tokens outlive a restart; in memory without. */
  readonly secretsFile: string | undefined;
}

/** What the provider signs tokens and cookies with. */
export interface SignInSecrets {
  readonly key: JWK;
  readonly cookies: string;
}

/** Whether an address leads to this machine, on any port and path. */
export function isLoopback(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}

/** As Cognito's: groups under its own name too, and the kind of token. */
function claimsOf(person: LocalPerson) {
  return {
    sub: person.id,
    name: person.name,
    email: person.email,
    email_verified: true,
    groups: [...person.groups],
    'cognito:groups': [...person.groups],
    'cognito:username': person.id,
    token_use: 'id',
  };
}

const day = 86_400;

/** In seconds; those of tokens as Cognito's defaults. */
const lifetimes = {
  AccessToken: 3600,
  AuthorizationCode: 60,
  Grant: 30 * day,
  IdToken: 3600,
  Interaction: 3600,
  RefreshToken: 30 * day,
  Session: day,
};

const renderError: NonNullable<Configuration['renderError']> = (ctx, error) => {
  ctx.type = 'html';
  ctx.body = page('That did not work', `<p>${escapeHtml(error.error_description ?? error.error)}</p>`);
};

/** There is one client and it is ours: nobody is asked for consent. */
const loadExistingGrant: Configuration['loadExistingGrant'] = async (ctx) => {
  const { session, client, provider } = ctx.oidc;
  if (!session?.accountId || !client) return undefined;
  const known = session.grantIdFor(client.clientId);
  const existing = known === undefined ? undefined : await provider.Grant.find(known);
  if (existing) return existing;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope('openid email profile offline_access');
  await grant.save();
  return grant;
};

/**
 * Whoever comes from a page of our client was asked there already. The provider ends sessions on a form only, so the
 * page sends it by itself; anybody else presses the button.
 */
const logoutSource = async (ctx: KoaContextWithOIDC, form: string): Promise<void> => {
  const { client, params } = ctx.oidc;
  const fromClient = client !== undefined && params?.['post_logout_redirect_uri'] !== undefined;
  const button = '<button name="logout" value="yes">Sign out</button></form>';
  const send = fromClient ? '<script>document.querySelector("button").click()</script>' : '';
  ctx.body = page('Sign out?', `${form.replace('</form>', button)}${send}`);
};

const postLogoutSuccessSource = async (ctx: KoaContextWithOIDC): Promise<void> => {
  ctx.body = page('Signed out', '<p>You can close this page.</p>');
};

/** A public client of this machine: PKCE in place of a secret. */
function publicClient(clientId: string): ClientMetadata {
  return {
    client_id: clientId,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: ['http://127.0.0.1/'],
    post_logout_redirect_uris: ['http://127.0.0.1/'],
  };
}

const idTokenClaims = ['sub', 'name', 'email', 'email_verified', 'groups'];
const cognitoClaims = ['cognito:groups', 'cognito:username', 'token_use'];

/** Configures the provider: code and PKCE only, claims in the ID token, no consent, pages of our own. */
export function signInConfiguration(settings: SignInSettings, secrets: SignInSecrets): Configuration {
  const sessions = new SignInSessions();
  return {
    adapter: (kind: string) => sessions.adapter(kind),
    clients: [publicClient(settings.clientId)],
    clientBasedCORS: (_ctx, origin) => isLoopback(origin),
    claims: { openid: [...idTokenClaims, ...cognitoClaims] },
    conformIdTokenClaims: false,
    cookies: { keys: [secrets.cookies] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
    },
    findAccount: (_ctx, id) => {
      const person = settings.people.find(id);
      return person && { accountId: id, claims: () => claimsOf(person) };
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: async () => true,
    jwks: { keys: [secrets.key] },
    loadExistingGrant,
    pkce: { required: () => true },
    renderError,
    routes: { jwks: '/.well-known/jwks.json' },
    scopes: ['openid', 'email', 'profile', 'offline_access'],
    ttl: lifetimes,
  };
}
