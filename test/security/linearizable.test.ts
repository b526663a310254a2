import { expect, it } from 'vitest';
import { api, type Answer } from '../support/api.ts';
import { aName } from '../support/created.ts';
import { longestOrder, type Recorded } from '../support/linearizable.ts';
import { Dice } from '../support/model/dice.ts';
import { aMember, aSuperAdmin, inMode, people, type SignedIn } from '../support/people.ts';
import { lifeOfServiceUser, type LifeCall } from '../support/serviceUserOrder.ts';

const users = 8;
const clientsEach = 8;
const callsEach = 8;

/** One service user, who calls about it, and what was called. */
class History {
  readonly calls: Recorded<LifeCall>[] = [];
  readonly #name = aName();
  readonly #admin: string;
  readonly #grantee: SignedIn;
  #userId = '';
  #token = '';
  #tokenId = '';
  readonly #sessions: { readonly id: string; readonly value: string }[] = [];
  readonly #dice: Dice;

  constructor(given: { admin: string; grantee: SignedIn; seed: number }) {
    this.#admin = given.admin;
    this.#grantee = given.grantee;
    this.#dice = new Dice(given.seed);
  }

  /** All clients want the name at once; what follows is about the one service user that this makes. */
  async create(): Promise<void> {
    await Promise.all(Array.from({ length: clientsEach }, () => this.#record('create')));
    await this.#record('share');
  }

  /** One client: some calls, one after the other. */
  async client(): Promise<void> {
    const drawn = [
      'enable',
      'enable',
      'enable',
      'disable',
      'share',
      'share',
      'unshare',
      'assume',
      'assume',
      'assume',
      'use',
      'use',
      'use',
      'end',
      'useToken',
      'revoke',
      'create',
      'read',
    ] as const;
    for (let call = 0; call < callsEach; call += 1) await this.#record(this.#dice.one(drawn));
  }

  /** Until it is done: somebody may have enabled the user again. */
  async delete(transferTo: string): Promise<void> {
    for (let tries = 0; tries < 40; tries += 1) {
      await this.#record('disable');
      const began = performance.now();
      const answer = await api('DELETE', `/users/${this.#userId}?transferTo=${transferTo}`, {
        as: this.#admin,
      });
      if (answer.status !== 200) continue;
      const ended = performance.now();
      for (const what of ['deleteBegins', 'deleteEnds'] as const)
        this.calls.push({ began, ended, op: { what, status: 200, said: '', session: '' } });
      return;
    }
    throw new Error('the delete never came through');
  }

  async #record(what: LifeCall['what']): Promise<void> {
    const recent = this.#sessions.slice(-4);
    const session = recent.length === 0 ? undefined : this.#dice.one(recent);
    if (session === undefined && (what === 'use' || what === 'end')) return;
    const began = performance.now();
    const answer = await this.#send(what, session);
    const ended = performance.now();
    this.#created(what, answer);
    const issued = this.#issued(what, answer);
    const said = String(answer.body[what === 'read' ? 'Status' : 'code'] ?? '');
    this.calls.push({
      began,
      ended,
      op: { what, status: answer.status, said, session: issued ?? idOf(session) },
    });
  }

  #created(what: LifeCall['what'], { status, body }: Answer): void {
    if (what !== 'create' || status !== 201 || this.#userId !== '') return;
    const { TokenId, Token } = body['Token'] as { TokenId: string; Token: string };
    [this.#userId, this.#tokenId, this.#token] = [String(body['UserId']), TokenId, Token];
  }

  #issued(what: LifeCall['what'], { status, body }: Answer): string | undefined {
    if (what !== 'assume' || status !== 201) return undefined;
    const id = String(body['SessionId']);
    this.#sessions.push({ id, value: String(body['Token']) });
    return id;
  }

  #send(what: LifeCall['what'], session: { id: string; value: string } | undefined): Promise<Answer> {
    const path = `/users/${this.#userId}`;
    const as = this.#admin;
    const share = `${path}/shares/users/${this.#grantee.userId}`;
    const sends: Partial<Record<LifeCall['what'], () => Promise<Answer>>> = {
      create: () => api('POST', '/users', { as, body: { Name: this.#name, Token: { Name: 'first' } } }),
      enable: () => api('POST', `${path}/enable`, { as }),
      disable: () => api('POST', `${path}/disable`, { as }),
      share: () => api('PUT', share, { as, body: { AccessType: 'Owner' } }),
      unshare: () => api('DELETE', share, { as }),
      assume: () => api('POST', `${path}/auth-token`, { as: this.#grantee.token, body: {} }),
      use: () => api('GET', '/users/me', { as: session?.value ?? '' }),
      end: () => api('DELETE', `${path}/sessions/${session?.id ?? ''}`, { as }),
      useToken: () => api('GET', '/users/me', { as: this.#token }),
      revoke: () => api('POST', `${path}/tokens/${this.#tokenId}/revoke`, { as }),
      read: () => api('GET', path, { as }),
    };
    const send = sends[what];
    if (send === undefined) throw new Error(`nobody sends ${what}`);
    return send();
  }
}

function idOf(session: { readonly id: string } | undefined): string {
  return session?.id ?? '';
}

async function aHistory(seed: number, admin: string): Promise<History> {
  const history = new History({ admin, grantee: await aMember(), seed });
  await history.create();
  return history;
}

it(
  'T13 calls of 64 clients at once answer as if they came one after the other',
  { timeout: 120_000 },
  async () => {
    const [owner, { mary }] = await Promise.all([aSuperAdmin(), people()]);
    const admin = await inMode(owner);
    const histories = await Promise.all(
      Array.from({ length: users }, (_, seed) => aHistory(seed + 1, admin)),
    );
    await Promise.all(
      histories.flatMap((history, at) => {
        const clients = Array.from({ length: clientsEach }, () => history.client());
        // Half of them are deleted meanwhile.
        return at % 2 === 0 ? clients : [...clients.slice(1), history.delete(mary.userId)];
      }),
    );
    for (const { calls } of histories) {
      const order = longestOrder(calls, lifeOfServiceUser);
      const stuck = calls.filter((call) => !order.includes(call)).map(({ op }) => op);
      expect(stuck, `after ${JSON.stringify(order.slice(-6).map(({ op }) => op))}`).toEqual([]);
    }
  },
);
