import type { Clock, Instant } from '../domain/time.ts';
import { DocumentRefused, fetchDocument, type FetchRules } from './fetchDocument.ts';
import { readOutsideKey, suits, type OutsideJwt, type OutsideKey } from './outsideJws.ts';

/** What is known of an issuer's keys, or why they could not be had. */
interface Kept {
  readonly keys: readonly OutsideKey[];
  readonly readAt: Instant;
  /** When the issuer was asked last, with or without success. */
  readonly askedAt: Instant;
  readonly refused: DocumentRefused | undefined;
}

/** A key that its issuer withdrew is forgotten after this long. */
const keepMs = 3_600_000;
/** An issuer is asked again this long after it failed or after a key that it did not have, however many tokens ask. */
const pauseMs = 30_000;
const mostIssuers = 200;
const mostKeys = 100;

/** The public keys of outside issuers, found by discovery; each issuer is asked once for the life of its keys. */
export class OutsideKeys {
  readonly #rules: FetchRules;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<Kept>>();

  constructor(rules: FetchRules, clock: Clock) {
    this.#rules = rules;
    this.#clock = clock;
  }

  /**
   * The keys of an issuer that may have signed a token; none where it has no such key. An unknown key asks the issuer again, since
   * keys roll over while they are in use, but not for every such token.
   * @throws DocumentRefused when the issuer cannot be asked.
   */
  async find(issuer: string, token: OutsideJwt): Promise<readonly OutsideKey[]> {
    const known = this.#kept.get(issuer);
    const suitable = this.#isFresh(known) ? known.keys.filter((key) => suits(key, token)) : [];
    if (suitable.length > 0) return suitable;
    const askedNow = known !== undefined && this.#clock() - known.askedAt <= pauseMs;
    const kept = askedNow ? known : await this.#read(issuer);
    if (kept.refused !== undefined) throw kept.refused;
    return kept.keys.filter((key) => suits(key, token));
  }

  #isFresh(kept: Kept | undefined): kept is Kept {
    return kept !== undefined && kept.refused === undefined && this.#clock() - kept.readAt <= keepMs;
  }

  /** One request at a time for each issuer: many waiting tokens share it. */
  async #read(issuer: string): Promise<Kept> {
    const underWay = this.#underWay.get(issuer);
    if (underWay !== undefined) return await underWay;
    const reading = this.#fetch(issuer).finally(() => this.#underWay.delete(issuer));
    this.#underWay.set(issuer, reading);
    return await reading;
  }

  async #fetch(issuer: string): Promise<Kept> {
    const outcome = await fetchKeys(issuer, this.#rules).catch((error: unknown) => {
      if (error instanceof DocumentRefused) return error;
      throw error;
    });
    const kept = this.#keptOf(outcome, this.#kept.get(issuer));
    this.#kept.delete(issuer);
    this.#kept.set(issuer, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostIssuers) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }

  /** Keys that are known stay good while their issuer cannot be asked for others. */
  #keptOf(outcome: readonly OutsideKey[] | DocumentRefused, before: Kept | undefined): Kept {
    const now = this.#clock();
    if (!(outcome instanceof DocumentRefused))
      return { keys: outcome, readAt: now, askedAt: now, refused: undefined };
    if (this.#isFresh(before)) return { ...before, askedAt: now };
    return { keys: [], readAt: now, askedAt: now, refused: outcome };
  }
}

/** OpenID Connect Discovery 1.0, sections 4.1 and 4.3: the document must be that of the issuer who is asked. */
async function fetchKeys(issuer: string, rules: FetchRules): Promise<readonly OutsideKey[]> {
  const discovery = await fetchDocument(
    `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    rules,
  );
  const { issuer: named, jwks_uri: uri } = discovery;
  if (named !== issuer || typeof uri !== 'string') {
    throw new DocumentRefused('the discovery document is not that of the issuer');
  }
  return readKeySet(await fetchDocument(uri, rules));
}

/** The usable keys of a JWK Set. @throws DocumentRefused for what is none. */
export function readKeySet({ keys }: Readonly<Record<string, unknown>>): readonly OutsideKey[] {
  if (!Array.isArray(keys) || keys.length > mostKeys) throw new DocumentRefused('not a set of keys');
  return keys.flatMap((jwk) => readOutsideKey(jwk) ?? []);
}
