import type { Settings } from '../settings.ts';
import { OpenId, type PersonTokens } from './openId.ts';

/** Seconds before its end at which an ID token is renewed. */
const renewBefore = 60;
/** Milliseconds that signing out waits for what has to be done before. */
const longestFarewell = 2000;
const signedOutKey = 'signed-out';

/** What the page shows before there is a person. */
export type Arrival = 'signed-in' | 'leaving' | 'signed-out';

/** The issuer has ended the person's session; only signing in again helps. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** The ID token has ended, and the issuer gave no answer that says whether there is another. */
export class NotRenewed extends Error {
  override readonly name = 'NotRenewed';
}

/** The person at this page. Tokens are in memory only: a reload asks the issuer again. */
export class PersonSession {
  readonly #openId: OpenId;
  readonly #now: () => number;
  #tokens: PersonTokens | undefined;
  #renewal: Promise<PersonTokens> | undefined;
  #leaving: 'to-sign-in' | 'for-good' | undefined;

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

  /** Leaves for the issuer and comes back to where the person is. Does nothing while the page is being left already. */
  async signIn(): Promise<void> {
    if (this.#leaving !== undefined) return;
    this.#leave('to-sign-in');
    sessionStorage.removeItem(signedOutKey);
    try {
      await this.#openId.leave(`${location.pathname}${location.search}`);
    } catch (error) {
      this.#leaving = undefined;
      throw error;
    }
  }

  /**
   * Forgets the tokens, and ends the session at the issuer.
   * @param last - what still needs the tokens; it is not waited for long.
   */
  async signOut(last: Promise<unknown> = Promise.resolve()): Promise<void> {
    if (this.#leaving === 'for-good') return;
    this.#leave('for-good');
    sessionStorage.setItem(signedOutKey, '');
    const enough = new Promise((resolve) => setTimeout(resolve, longestFarewell));
    await Promise.race([last.catch(() => undefined), enough]);
    this.#tokens = undefined;
    location.replace((await this.#openId.endSessionUrl().catch(() => undefined)) ?? '/');
  }

  /** An ID token with life left; callers that wait share one renewal. @throws SignedOut @throws NotRenewed */
  async idToken(): Promise<string> {
    const tokens = this.#tokens;
    if (tokens === undefined) throw new SignedOut();
    if (tokens.expiresAt - this.#now() > renewBefore * 1000) return tokens.idToken;
    this.#renewal ??= this.#renew(tokens).finally(() => (this.#renewal = undefined));
    return (await this.#renewal).idToken;
  }

  /** While the issuer is out of reach the old token serves as long as it lives, and the next request tries again. */
  async #renew(tokens: PersonTokens): Promise<PersonTokens> {
    if (tokens.refreshToken === undefined) throw new SignedOut();
    try {
      const renewed = await this.#openId.refresh(tokens.refreshToken);
      if (renewed === undefined || this.#tokens === undefined) throw new SignedOut();
      this.#tokens = renewed;
      return renewed;
    } catch (error) {
      if (error instanceof SignedOut) throw error;
      if (tokens.expiresAt > this.#now()) return tokens;
      throw new NotRenewed();
    }
  }

  #leave(whereTo: 'to-sign-in' | 'for-good'): void {
    this.#leaving = whereTo;
    // A browser may bring the page back as it was left; it begins anew then.
    addEventListener('pageshow', ({ persisted }) => (persisted ? location.reload() : undefined));
  }
}
