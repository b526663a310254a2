import { createHash, randomBytes } from 'node:crypto';
import { asRecord, asString } from './json.ts';

/** Who signs in, and where. */
export interface SignInRequest {
  readonly issuer: string;
  readonly clientId: string;
  /** The person to pick on the page. */
  readonly person: string;
}

/** Nothing listens there: the redirect is read, not followed. */
const redirectUri = 'http://127.0.0.1/callback';

/** A browser's part of the flow: follows redirects by hand and keeps cookies. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async request(url: string, form?: URLSearchParams): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/s) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}

function locationOf(response: Response, base: string): URL {
  const location = response.headers.get('location');
  if (location === null)
    throw new Error(`The sign-in provider answered ${response.status} in place of a redirect`);
  return new URL(location, base);
}

/** Walks from the authorization request to the redirect that carries the code. */
async function authorizationCode(
  { issuer, clientId, person }: SignInRequest,
  challenge: string,
): Promise<string> {
  const browser = new Browser();
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid email profile',
    redirect_uri: redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  let location = locationOf(await browser.request(`${issuer}/auth?${query}`), issuer);
  for (let hop = 0; hop < 5 && !location.href.startsWith(redirectUri); hop += 1) {
    const form = location.pathname.startsWith('/interaction/') ? new URLSearchParams({ person }) : undefined;
    const response = await browser.request(location.href, form);
    if (form && response.status === 400) throw new Error(`Nobody called ${person} can sign in`);
    location = locationOf(response, issuer);
  }
  const code = location.searchParams.get('code');
  if (code === null) throw new Error(`The sign-in provider refused: ${location.search}`);
  return code;
}

/** Signs a person in by authorization code and PKCE, as a browser would, and answers the ID token. */
export async function signIn(request: SignInRequest): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const code = await authorizationCode(request, challenge);
  const response = await fetch(`${request.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: request.clientId,
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
    }),
  });
  const { id_token, error } = asRecord(await response.json());
  if (id_token === undefined) throw new Error(`The sign-in provider gave no token: ${String(error)}`);
  return asString(id_token);
}
