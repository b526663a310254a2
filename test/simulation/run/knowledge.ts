import type { Presented } from './outside.ts';

/** A credential as the clients know it: when it was handed out, and what ended it. */
export interface Credential {
  readonly value: string;
  readonly kind: 'signIn' | 'mode' | 'assumed' | 'secret' | 'access' | 'application' | 'outside';
  /** Whom it speaks for. */
  readonly userId: string;
  /** Who got it. */
  readonly personId: string;
  /** Of the session or token. */
  readonly id: string;
  readonly roleId: string | undefined;
  /** The permissions that were asked for, where they are fewer than the role's. */
  readonly scope?: readonly string[] | undefined;
  /** The id of the token, trust rule or client key that it was got with, where it was one. */
  readonly source?: string;
  /** The application that it is for; this API where there is none. */
  readonly audience?: string | undefined;
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
  /** Tokens from outside that were made for somebody. */
  readonly presented: Presented[] = [];
  /** The token from outside that a request came with. */
  readonly presentedBy = new Map<string, Presented>();

  add(given: Omit<Credential, 'ends' | 'revivals' | 'doubted'>): Credential {
    const credential = { ...given, ends: new Map(), revivals: new Map(), doubted: undefined };
    this.credentials.push(credential);
    return credential;
  }

  /** Credentials of a kind for this API that nothing ended, the latest first. */
  living(kind: Credential['kind'], userId?: string): Credential[] {
    return this.#unended()
      .filter((each) => each.kind === kind && each.audience === undefined)
      .filter((each) => userId === undefined || each.userId === userId);
  }

  /** Tokens for applications that nothing ended, the latest first. */
  forApplications(): Credential[] {
    return this.#unended().filter(({ audience }) => audience !== undefined);
  }

  #unended(): Credential[] {
    return this.credentials.filter(({ ends }) => ends.size === 0).reverse();
  }
}
