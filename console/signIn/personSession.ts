import type { Settings } from '../settings.ts';
import { OpenId, type PersonTokens } from './openId.ts';

/** Seconds before its end at which an ID token is renewed. */
const renewBefore = 60;
const signedOutKey = 'signed-out';

/** What the page shows before there is a person. */
export type Arrival = 'signed-in' | 'leaving' | 'signed-out';

/** The issuer has ended the person's session; only signing in again helps. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** The person at this page. Tokens are in memory only: a reload asks the issuer again. */
export class PersonSession {
  readonly #openId: OpenId;
  readonly #now: () => number;
  #tokens: PersonTokens | undefined;
  #renewal: Promise<PersonTokens> | undefined;

  constructor(settings: Settings, now: () => number) {
    this.#openId = new OpenId(settings, now);
    this.#now = now;
  }

  /** Finishes a sign-in that is under way, or begins one, unless the person has just signed out. */
  async start(): Promise<Arrival> {
    const arrived = await this.#openId.arrive();
    if (arrived !== undefined) {
      this.#tokens = arrived;
      return 'signed-in';
    }
    if (sessionStorage.getItem(signedOutKey) !== null) return 'signed-out';
    await this.signIn();
    return 'leaving';
  }

  /** Leaves for the issuer and comes back to where the person is. */
  async signIn(): Promise<void> {
    sessionStorage.removeItem(signedOutKey);
    await this.#openId.leave(`${location.pathname}${location.search}`);
  }

  /** Forgets the tokens, and ends the session at the issuer. */
  async signOut(): Promise<void> {
    this.#tokens = undefined;
    sessionStorage.setItem(signedOutKey, '');
    location.replace((await this.#openId.endSessionUrl()) ?? '/');
  }

  /** An ID token with life left; callers that wait share one renewal. @throws SignedOut */
  async idToken(): Promise<string> {
    const tokens = this.#tokens;
    if (tokens === undefined) throw new SignedOut();
    if (tokens.expiresAt - this.#now() > renewBefore * 1000) return tokens.idToken;
    this.#renewal ??= this.#renew(tokens).finally(() => (this.#renewal = undefined));
    return (await this.#renewal).idToken;
  }

  async #renew({ refreshToken }: PersonTokens): Promise<PersonTokens> {
    if (refreshToken === undefined) throw new SignedOut();
    try {
      this.#tokens = await this.#openId.refresh(refreshToken);
      return this.#tokens;
    } catch {
      throw new SignedOut();
    }
  }
}
