import { describe, expect, it } from 'vitest';
import { serviceUsers, staticToken } from '../../client/index.ts';
import { waitFor, type RetrySettings } from '../../client/retryingFetch.ts';

const problem = (status: number, code: string, retryAfter?: string): Response =>
  new Response(JSON.stringify({ status, code, title: 't', detail: 'd' }), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    },
  });
const busy = (retryAfter?: string): Response => problem(429, 'too-many-requests', retryAfter);
const down = (retryAfter?: string): Response => problem(503, 'temporarily-unavailable', retryAfter);
const ok = (): Response => Response.json({ Items: [] });

const lost = (): never => {
  throw new TypeError('fetch failed');
};

/** A client of an API that gives those answers in turn, and the last one from then on. */
function clientOf(answers: readonly (() => Response)[], settings: RetrySettings = {}) {
  const sent: RequestInit[] = [];
  const pauses: number[] = [];
  let asked = 0;
  const api = serviceUsers({
    baseUrl: 'https://api.example.com',
    credentials: () => ({ authorization: `Bearer ${String((asked += 1))}` }),
    fetch: async (_, init = {}) => {
      sent.push(init);
      return Promise.resolve(init).then(answers[sent.length - 1] ?? answers.at(-1) ?? ok);
    },
    random: () => 0.5,
    wait: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    ...settings,
  });
  return { api, sent, pauses };
}

const header = (init: RequestInit | undefined, name: string): string | null =>
  new Headers(init?.headers).get(name);

describe('a call that is refused for the moment', () => {
  it('is made again, later each time, never all at once', async () => {
    const { api, sent, pauses } = clientOf([busy, busy, busy, ok]);
    await api.listUsers();
    expect(sent).toHaveLength(4);
    expect(pauses).toEqual([150, 300, 600]);
  });

  it('waits as long as the API asks, in seconds or until a date, and a bit more', async () => {
    const { api, pauses } = clientOf([
      () => busy('3'),
      () => busy(new Date(Date.now() + 8_000).toUTCString()),
      ok,
    ]);
    await api.listUsers();
    expect(pauses[0]).toBe(3100);
    expect(pauses[1]).toBeGreaterThan(6_000);
    expect(pauses[1]).toBeLessThan(9_000);
  });

  it('carries the credential of the moment, not that of the first attempt', async () => {
    const { api, sent } = clientOf([busy, ok]);
    await api.getMe();
    expect(sent.map((init) => header(init, 'authorization'))).toEqual(['Bearer 1', 'Bearer 2']);
  });

  it('is given back when the API asks for more patience than is allowed, and when attempts run out', async () => {
    const patient = clientOf([() => busy('31')]);
    await expect(patient.api.getMe()).rejects.toMatchObject({ status: 429, retryAfter: 31 });
    expect(patient.sent).toHaveLength(1);
    const often = clientOf([down], { retries: 2 });
    await expect(often.api.getMe()).rejects.toMatchObject({ code: 'temporarily-unavailable' });
    expect(often.sent).toHaveLength(3);
  });

  it('is not made again where a second time could do harm', async () => {
    const { api, sent } = clientOf([down]);
    await expect(api.rotateToken({ userId: 'u', tokenId: 't', body: {} })).rejects.toMatchObject({
      status: 503,
    });
    expect(sent).toHaveLength(1);
  });

  it('is not made again for what will not change', async () => {
    const { api, sent } = clientOf([() => problem(403, 'not-allowed')]);
    await expect(api.getMe()).rejects.toMatchObject({ name: 'ApiProblem', code: 'not-allowed' });
    expect(sent).toHaveLength(1);
  });

  it('is given up at once when the caller gives up, also in a pause', async () => {
    const { api, sent } = clientOf([() => busy('20')], { wait: waitFor });
    const caller = new AbortController();
    const call = api.getMe({}, { signal: caller.signal });
    queueMicrotask(() =>
      setImmediate(() => {
        caller.abort(new Error('enough'));
      }),
    );
    await expect(call).rejects.toThrow('enough');
    expect(sent).toHaveLength(1);
  });
});

describe('a call that gets no answer', () => {
  it('is made again where a second time does no harm, with pauses, and with the credential of the moment', async () => {
    const { api, sent, pauses } = clientOf([lost, lost, ok]);
    await api.listUsers();
    expect(sent.map((init) => header(init, 'authorization'))).toEqual(['Bearer 1', 'Bearer 2', 'Bearer 3']);
    expect(pauses).toEqual([150, 300]);
  });

  it('is made again as a creation under its key', async () => {
    const { api, sent } = clientOf([lost, () => Response.json({ TeamId: 't' }, { status: 201 })]);
    await api.createTeam({ body: { TeamName: 'a' } });
    expect(new Set(sent.map((init) => header(init, 'idempotency-key'))).size).toBe(1);
    expect(sent).toHaveLength(2);
  });

  it('ends with the error of the last attempt, after as many as allowed', async () => {
    const { api, sent } = clientOf([lost], { retries: 2 });
    await expect(api.getMe()).rejects.toThrow(new TypeError('fetch failed'));
    expect(sent).toHaveLength(3);
  });

  it('is not made again where a second time could do harm', async () => {
    const { api, sent } = clientOf([lost]);
    await expect(api.rotateToken({ userId: 'u', tokenId: 't', body: {} })).rejects.toThrow('fetch failed');
    expect(sent).toHaveLength(1);
  });

  it('is not made again after the caller gave up, or where the request cannot be made at all', async () => {
    const caller = new AbortController();
    const { api, sent } = clientOf([
      () => {
        caller.abort(new TypeError('enough'));
        throw caller.signal.reason;
      },
    ]);
    await expect(api.getMe({}, { signal: caller.signal })).rejects.toThrow('enough');
    expect(sent).toHaveLength(1);
    const pauses: number[] = [];
    const wrong = serviceUsers({
      baseUrl: 'https://api.example.com',
      credentials: staticToken('a\nb'),
      wait: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
    });
    await expect(wrong.getMe()).rejects.toThrow(TypeError);
    expect(pauses).toEqual([]);
  });
});

describe('a creation', () => {
  it('carries the same idempotency key at every attempt, and another one next time', async () => {
    const { api, sent } = clientOf([down, () => Response.json({ TeamId: 't' }, { status: 201 })]);
    await api.createTeam({ body: { TeamName: 'a' } });
    await api.createTeam({ body: { TeamName: 'b' } });
    const keys = sent.map((init) => header(init, 'idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('keeps the key that the caller gives, and no other call carries one', async () => {
    const { api, sent } = clientOf([ok]);
    await api.createTeam({ body: { TeamName: 'a' } }, { idempotencyKey: 'mine' });
    await api.enableUser({ userId: 'u' });
    expect(sent.map((init) => header(init, 'idempotency-key'))).toEqual(['mine', null]);
  });
});
