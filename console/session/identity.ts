/** As whom requests run beside the person's own credential. */
export type Acting =
  | { readonly kind: 'person'; readonly role: RoleRef | undefined }
  | ({ readonly kind: 'super-admin' } & Lease)
  | ({
      readonly kind: 'service-user';
      readonly userId: string;
      readonly name: string;
      readonly role: RoleRef;
      readonly sessionId: string;
      /** Whether it was Super-Admin mode that became it. */
      readonly throughMode: boolean;
    } & Lease);

/** A role as it is shown. */
export interface RoleRef {
  readonly roleId: string;
  readonly roleName: string;
}

/** A credential with an end; both times in milliseconds since the epoch. */
export interface Lease {
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Why acting as somebody else, or under a chosen role, ended. */
export type Ending = 'left' | 'expired' | 'refused' | 'role-gone';

/** Whom one acts as, in a sentence. */
export function nameOf(acting: Acting): string {
  if (acting.kind === 'service-user') return acting.name;
  return acting.kind === 'super-admin' ? 'Super-Admin' : 'yourself';
}

/** Something was begun as whom one acts as no longer; as anybody else it must not go on. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
  readonly of: Acting;

  constructor(of: Acting) {
    super(`Begun as ${nameOf(of)}`);
    this.of = of;
  }
}

/** Who the page acts as. In memory only, so a reload is the person again. */
export class Identity {
  readonly #header: string;
  readonly #listeners = new Set<() => void>();
  #acting: Acting = { kind: 'person', role: undefined };
  #ending: { readonly of: Acting; readonly why: Ending } | undefined;
  #generation = 0;

  constructor(serviceUserHeader: string) {
    this.#header = serviceUserHeader;
  }

  get acting(): Acting {
    return this.#acting;
  }

  /** How the last switch ended, until the next one. */
  get ending(): { readonly of: Acting; readonly why: Ending } | undefined {
    return this.#ending;
  }

  /** Rises with every switch: part of every query's key, so nothing is shown to whom it was not answered. */
  get generation(): number {
    return this.#generation;
  }

  /** What is sent beside the person's own credential. @throws GivenUp for whom one acts as no longer. */
  headersOf(acting: Acting): Readonly<Record<string, string>> {
    if (acting !== this.#acting) throw new GivenUp(acting);
    if (acting.kind === 'person') return acting.role ? { 'x-role-id': acting.role.roleId } : {};
    return { [this.#header.toLowerCase()]: acting.token };
  }

  /** From the next request on. */
  become(acting: Acting): void {
    this.#set(acting, undefined);
  }

  /** Back to the person and the default role; does nothing for who has become somebody else meanwhile. */
  end(of: Acting, why: Ending): void {
    const isOneself = of.kind === 'person' && of.role === undefined;
    if (this.#acting === of && !isOneself) this.#set({ kind: 'person', role: undefined }, { of, why });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #set(acting: Acting, ending: typeof this.ending): void {
    this.#acting = acting;
    this.#ending = ending;
    this.#generation += 1;
    for (const listener of this.#listeners) listener();
  }
}
