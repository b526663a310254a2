import { describe, expect, it } from 'vitest';
import { clientCredentials, federation, fromVariable } from '../../client/index.ts';
import { loopback } from '../support/loopback.ts';

const issued = (count: number): Response =>
  Response.json({ access_token: `at-${String(count)}`, token_type: 'Bearer', expires_in: 600 });
const later = (status: 429 | 503, retryAfter = '1'): Response =>
  Response.json({ error: 'temporarily_unavailable' }, { status, headers: { 'retry-after': retryAfter } });

/** A token endpoint that refuses for the moment as told, then issues; and what both providers need besides. */
async function endpoint(...refusals: (429 | 503)[]) {
  const server = await loopback((_, count) => {
    const status = refusals[count - 1];
    return status === undefined ? issued(count) : later(status);
  });
  const clock = { now: 0 };
  const pauses: number[] = [];
  const options = {
    baseUrl: server.url,
    clientId: 'svc-a@service',
    now: () => clock.now,
    random: () => 0.5,
    wait: (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds)),
  };
  return { seen: server.seen, clock, pauses, options };
}

describe('a token endpoint that refuses for the moment', () => {
  it('is asked again with the service token, after as long as it says', async () => {
    const { seen, pauses, options } = await endpoint(429, 503);
    expect(await clientCredentials({ ...options, clientSecret: 's' })()).toEqual({
      authorization: 'Bearer at-3',
    });
    expect(pauses).toEqual([1100, 1200]);
    expect(
      new Set(seen.map(({ headers, form }) => `${String(headers.authorization)} ${form.toString()}`)).size,
    ).toBe(1);
  });

  it('gets another token of the platform at every attempt, since the one before may count as used', async () => {
    const { seen, options } = await endpoint(503, 429);
    let made = 0;
    const credentials = federation({ ...options, subjectToken: () => `jwt-${String((made += 1))}` });
    expect(await credentials()).toEqual({ authorization: 'Bearer at-3' });
    expect(seen.map(({ form }) => form.getAll('subject_token'))).toEqual([['jwt-1'], ['jwt-2'], ['jwt-3']]);
  });

  it('is asked again with the same token of the platform where there is no other', async () => {
    const { seen, options } = await endpoint(503);
    expect(await federation({ ...options, subjectToken: () => 'jwt' })()).toEqual({
      authorization: 'Bearer at-2',
    });
    expect(seen.map(({ form }) => form.get('subject_token'))).toEqual(['jwt', 'jwt']);
  });

  it('is asked again where no answer came, with another token of the platform: the first may count as used', async () => {
    const sent: string[] = [];
    const { options } = await endpoint();
    const flaky: typeof fetch = (_, init) => {
      sent.push(new URLSearchParams(String(init?.body)).get('subject_token') ?? '');
      return sent.length > 1 ? Promise.resolve(issued(2)) : Promise.reject(new TypeError('fetch failed'));
    };
    const credentials = federation({
      ...options,
      fetch: flaky,
      subjectToken: () => `jwt-${String(sent.length)}`,
    });
    expect(await credentials()).toEqual({ authorization: 'Bearer at-2' });
    expect(sent).toEqual(['jwt-0', 'jwt-1']);
  });

  it('is asked as often as the caller allows', async () => {
    const { seen, options } = await endpoint(503, 503, 503);
    const refused = { status: 503, retryAfter: 1 };
    await expect(clientCredentials({ ...options, clientSecret: 's', retries: 0 })()).rejects.toMatchObject(
      refused,
    );
    await expect(
      clientCredentials({ ...options, clientSecret: 's', longestWait: 0 })(),
    ).rejects.toMatchObject(refused);
    expect(seen).toHaveLength(2);
  });

  it('keeps nobody waiting while the old token works', async () => {
    const server = await loopback((_, count) => (count === 2 ? later(503) : issued(count)));
    const { clock, pauses, options } = await endpoint();
    const credentials = clientCredentials({ ...options, baseUrl: server.url, clientSecret: 's' });
    await credentials();
    clock.now = 480_000;
    expect(await credentials()).toEqual({ authorization: 'Bearer at-1' });
    expect(await credentials()).toEqual({ authorization: 'Bearer at-3' });
    expect(pauses).toEqual([]);
  });
});

describe('a token of the platform that stays the same', () => {
  it('is exchanged once; what it gave is used until its end, then the error says what to do', async () => {
    const { seen, clock, options } = await endpoint();
    const environment = { SERVICE_USERS_ID_TOKEN: 'jwt-1' };
    const subjectToken = fromVariable('SERVICE_USERS_ID_TOKEN', environment);
    const credentials = federation({ ...options, subjectToken });
    for (const now of [0, 480_000, 599_999]) {
      clock.now = now;
      expect(await credentials()).toEqual({ authorization: 'Bearer at-1' });
    }
    clock.now = 600_000;
    await expect(credentials()).rejects.toThrow(
      /accepted once.*`minutes`.*MaxDurationMinutes.*githubActions\(\)/,
    );
    expect(seen).toHaveLength(1);
    environment.SERVICE_USERS_ID_TOKEN = 'jwt-2';
    expect(await credentials()).toEqual({ authorization: 'Bearer at-2' });
  });

  it('may be exchanged again when the first exchange failed', async () => {
    const { options } = await endpoint(503);
    const credentials = federation({ ...options, retries: 0, subjectToken: () => 'jwt' });
    await expect(credentials()).rejects.toMatchObject({ status: 503 });
    expect(await credentials()).toEqual({ authorization: 'Bearer at-2' });
  });
});

it('the life of an access token can be asked for', async () => {
  const { seen, options } = await endpoint();
  await clientCredentials({ ...options, clientSecret: 's', minutes: 180 })();
  await federation({ ...options, subjectToken: () => 'jwt', minutes: 15 })();
  expect(seen.map(({ form }) => form.get('duration_minutes'))).toEqual(['180', '15']);
});
