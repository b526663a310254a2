import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Sessions and codes of the sign-in provider, in memory: whoever was signed in picks again after a restart. */
export class SignInSessions {
  readonly #entries = new Map<string, Entry>();

  /** The provider's view of one kind of record. */
  adapter(kind: string): Adapter {
    const keyOf = (id: string): string => `${kind}:${id}`;
    const find = (matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined =>
      this.#live().find(([key, { payload }]) => key.startsWith(`${kind}:`) && matches(payload))?.[1].payload;
    return {
      upsert: async (id, payload, expiresIn) => {
        this.#entries.set(keyOf(id), { payload, until: Date.now() + (expiresIn || 86_400) * 1000 });
      },
      find: async (id) => this.#get(keyOf(id)),
      findByUid: async (uid) => find((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => find((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const entry = this.#entries.get(keyOf(id));
        if (entry) entry.payload = { ...entry.payload, consumed: Math.floor(Date.now() / 1000) };
      },
      destroy: async (id) => {
        this.#entries.delete(keyOf(id));
      },
      revokeByGrantId: async (grantId) => {
        for (const [key, { payload }] of this.#live()) {
          if (payload.grantId === grantId) this.#entries.delete(key);
        }
      },
    };
  }

  #get(key: string): AdapterPayload | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > Date.now() ? entry.payload : undefined;
  }

  #live(): [string, Entry][] {
    const now = Date.now();
    for (const [key, { until }] of this.#entries) if (until <= now) this.#entries.delete(key);
    return [...this.#entries];
  }
}
