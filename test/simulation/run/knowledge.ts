import type { Presented } from './outside.ts';

/** A credential as the clients know it: when it was handed out, and what ended it. */
export interface Credential {
  readonly value: string;
  readonly kind: 'signIn' | 'mode' | 'assumed' | 'secret' | 'access' | 'outside';
  /** Whom it speaks for. */
  readonly userId: string;
  /** Who got it. */
  readonly personId: string;
  /** Of the session or token. */
  readonly id: string;
  readonly roleId: string | undefined;
  /** Of an access token: the id of the service token, trust rule or client key that it was got with. */
  readonly source?: string;
  /** Got through Super-Admin mode; maybe: by who was in the mode, and had a share too, as far as can be told. */
  readonly byMode: 'yes' | 'no' | 'maybe';
  /** When its answer came, in ticks and in time. */
  readonly received: number;
  readonly receivedAt: number;
  readonly expiresAt: number;
  /** What ended it for certain: an acknowledged change, and when that was. */
  readonly ends: Map<string, number>;
  /** Since when something is under way, or was, that may end it. */
  doubted: number | undefined;
  /** What is under way, or was last, that may bring it back from some end: until when. */
  readonly revivals: Map<string, number>;
}

/** What the clients of a world know. */
export class Knowledge {
  readonly credentials: Credential[] = [];
  /** Users whose delete was answered as finished. */
  readonly gone = new Set<string>();
  /** What a request with an idempotency key created, by the key. */
  readonly created = new Map<string, string>();
  /** Tokens from outside that were made for somebody. */
  readonly presented: Presented[] = [];
  /** The token from outside that a request came with. */
  readonly presentedBy = new Map<string, Presented>();

  add(given: Omit<Credential, 'ends' | 'revivals' | 'doubted'>): Credential {
    const credential = { ...given, ends: new Map(), revivals: new Map(), doubted: undefined };
    this.credentials.push(credential);
    return credential;
  }

  /** Credentials of a kind that nothing ended, the latest first. */
  living(kind: Credential['kind'], userId?: string): Credential[] {
    return this.credentials
      .filter(
        (each) =>
          each.kind === kind && each.ends.size === 0 && (userId === undefined || each.userId === userId),
      )
      .reverse();
  }
}
