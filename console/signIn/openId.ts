import * as oauth from 'oauth4webapi';
import type { Settings } from '../settings.ts';

/** What a sign-in gives; kept in memory only. */
export interface PersonTokens {
  readonly idToken: string;
  readonly refreshToken: string | undefined;
  /** Milliseconds since the epoch, by the clock of this page. */
  readonly expiresAt: number;
}

/** What has to outlive the redirect to the issuer: nothing of it is a credential once the code is redeemed. */
interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

const pendingKey = 'sign-in';
const redirectUri = `${location.origin}/`;
/** Seconds by which the clock of this machine may be wrong: the API judges the token, the page only asks for a new one in time. */
const clockTolerance = 300;

/** An issuer on this machine may speak plain HTTP. */
function insecure(url: string): boolean {
  return url.startsWith('http://127.0.0.1') || url.startsWith('http://localhost');
}

/** One OpenID Connect issuer, asked for one kind of sign-in: authorization code with PKCE. */
export class OpenId {
  readonly #settings: Settings;
  readonly #client: oauth.Client;
  readonly #now: () => number;
  #server: Promise<oauth.AuthorizationServer> | undefined;

  /** @param now - milliseconds since the epoch. */
  constructor(settings: Settings, now: () => number) {
    this.#settings = settings;
    this.#client = { client_id: settings.clientId, [oauth.clockTolerance]: clockTolerance };
    this.#now = now;
  }

  get #options(): { [oauth.allowInsecureRequests]: boolean } {
    return { [oauth.allowInsecureRequests]: insecure(this.#settings.issuer) };
  }

  #discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(this.#settings.issuer);
    this.#server ??= oauth
      .discoveryRequest(issuer, this.#options)
      .then((answer) => oauth.processDiscoveryResponse(issuer, answer))
      .catch((error: unknown) => {
        this.#server = undefined;
        throw error;
      });
    return this.#server;
  }

  /** Leaves the page for the issuer, which sends the person back to {@link redirectUri}. */
  async leave(returnTo: string): Promise<void> {
    const server = await this.#discover();
    const pending: Pending = {
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      verifier: oauth.generateRandomCodeVerifier(),
      returnTo,
    };
    sessionStorage.setItem(pendingKey, JSON.stringify(pending));
    const url = new URL(server.authorization_endpoint ?? '');
    const fields = {
      client_id: this.#settings.clientId,
      response_type: 'code',
      scope: scopeOf(server),
      redirect_uri: redirectUri,
      code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    };
    for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
    location.replace(url);
  }

  /** Redeems the code that the issuer sent the person back with; undefined when this page was opened otherwise. */
  async arrive(): Promise<(PersonTokens & { readonly returnTo: string }) | undefined> {
    const parameters = new URL(location.href).searchParams;
    const stored = sessionStorage.getItem(pendingKey);
    if (stored === null || !parameters.has('state')) return undefined;
    sessionStorage.removeItem(pendingKey);
    const { state, nonce, verifier, returnTo } = JSON.parse(stored) as Pending;
    // The code is spent from here on, whatever happens: it does not stay in the history.
    history.replaceState(null, '', returnTo);
    const server = await this.#discover();
    const answer = oauth.validateAuthResponse(server, this.#client, parameters, state);
    const granted = await oauth.authorizationCodeGrantRequest(
      server,
      this.#client,
      oauth.None(),
      answer,
      redirectUri,
      verifier,
      this.#options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, this.#client, granted, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    return { ...tokensOf(tokens, undefined, this.#now()), returnTo };
  }

  /** Trades a refresh token for new tokens; undefined when the issuer has none for it any more. */
  async refresh(refreshToken: string): Promise<PersonTokens | undefined> {
    const server = await this.#discover();
    const answer = await oauth.refreshTokenGrantRequest(
      server,
      this.#client,
      oauth.None(),
      refreshToken,
      this.#options,
    );
    try {
      const tokens = await oauth.processRefreshTokenResponse(server, this.#client, answer);
      return tokensOf(tokens, refreshToken, this.#now());
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant') return undefined;
      throw error;
    }
  }

  /** Where the issuer ends its own session; without a token in the address, so it may ask once more. */
  async endSessionUrl(): Promise<URL | undefined> {
    const { end_session_endpoint } = await this.#discover();
    if (end_session_endpoint === undefined) return undefined;
    const url = new URL(end_session_endpoint);
    url.searchParams.set('client_id', this.#settings.clientId);
    url.searchParams.set('post_logout_redirect_uri', redirectUri);
    // Amazon Cognito knows the same by another name.
    url.searchParams.set('logout_uri', redirectUri);
    return url;
  }
}

/** Some issuers give a refresh token only to those who ask, others refuse the question. */
function scopeOf({ scopes_supported }: oauth.AuthorizationServer): string {
  const offline = scopes_supported?.includes('offline_access') === true ? ' offline_access' : '';
  return `openid email profile${offline}`;
}

function tokensOf(
  answer: oauth.TokenEndpointResponse,
  former: string | undefined,
  now: number,
): PersonTokens {
  const claims = oauth.getValidatedIdTokenClaims(answer);
  if (answer.id_token === undefined || claims === undefined) throw new Error('The issuer gave no ID token.');
  return {
    idToken: answer.id_token,
    refreshToken: answer.refresh_token ?? former,
    expiresAt: now + (claims.exp - claims.iat) * 1000,
  };
}
