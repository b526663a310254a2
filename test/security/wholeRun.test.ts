import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { api, field, must } from '../support/api.ts';
import { actAs, aName, assume, aCreatedServiceUser } from '../support/created.ts';
import { everyItem } from '../support/everyItem.ts';
import { aSuperAdmin } from '../support/people.ts';
import { secretsIn } from '../support/secrets.ts';

/** Runs after all other tests over HTTP: what they left in the log and in the table is all there is. */
const log = (): string => readFileSync(inject('product').log, 'utf8');

/** Tokens of this file's own, accepted, refused and half right, so that a run of this file alone looks at something too. */
async function tour(): Promise<string[]> {
  const boss = await aSuperAdmin();
  const mode = field(
    await must(201, api('POST', '/users/super-admin/auth-token', { as: boss.token, body: {} })),
    'Token',
  );
  const target = await aCreatedServiceUser({ owner: boss });
  const headers = { 'Idempotency-Key': aName('key') };
  const issued = await must(201, assume(boss, target));
  const token = field(issued, 'Token');
  await must(
    201,
    api('POST', `/users/${target.userId}/auth-token`, { as: boss.token, body: { Reason: 'tour' }, headers }),
  );
  await must(
    201,
    api('POST', `/users/${target.userId}/auth-token`, { as: boss.token, body: { Reason: 'tour' }, headers }),
  );
  await must(200, api('GET', '/users/me', { as: boss.token, assumed: token }));
  const spoiled = `${token.slice(0, -6)}AAAAAA`;
  await must(401, api('GET', '/users/me', { as: boss.token, assumed: spoiled }));
  await must(404, api('GET', `/users/${encodeURIComponent(token)}`, { as: boss.token }));
  await must(400, api('GET', `/users?${token}=1`, { as: boss.token }));
  await must(400, api('GET', `/users?cursor=${token}`, { as: boss.token }));
  await must(403, api('GET', '/users/me', { as: boss.token, headers: { 'X-Role-Id': token } }));
  await must(400, api('POST', '/users', { as: mode, body: { [token]: 1 } }));
  await must(415, api('POST', '/users', { as: mode, raw: token, headers: { 'Content-Type': 'text/plain' } }));
  const acting = await actAs();
  return [boss.token, mode, token, spoiled, acting.assumed, acting.as];
}

describe('A5 in the whole run', () => {
  it('no log line holds a token', async () => {
    const tokens = await tour();
    const text = log();
    for (const token of tokens) {
      expect(text.includes(token)).toBe(false);
      expect(text.includes(token.split('.')[2] ?? token)).toBe(false);
    }
    expect(secretsIn(text)).toEqual([]);
  });

  it('no record holds a token', async () => {
    const tokens = await tour();
    const items = await everyItem();
    expect(items.length).toBeGreaterThan(20);
    for (const token of tokens) expect(items.filter((item) => item.includes(token))).toEqual([]);
    expect(items.flatMap(secretsIn)).toEqual([]);
  });

  it('every log line is a JSON object with a known message, and no request ended in a defect', () => {
    const lines = log().trim().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    const messages = new Map<string, string>();
    for (const line of lines) messages.set(String((JSON.parse(line) as { message: unknown }).message), line);
    const known = [
      'request',
      'authorized',
      'refused',
      'worker',
      'unavailable',
      'authorizer-defect',
      'Invoke Error',
    ];
    expect([...messages.keys()].filter((message) => !known.includes(message))).toEqual([]);
    expect(messages.get('defect')).toBeUndefined();
  });

  it('the search finds what it looks for', () => {
    expect(secretsIn('x eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzdmMifQ.c2ln y')).toHaveLength(1);
    expect(secretsIn('sut_0123456789abcdefghijABCDEFGHIJ0a1B2c')).toHaveLength(1);
    expect(secretsIn('usr_01h455vb4pex5vsknk084sn02q ses_01h455vb4pex5vsknk084sn02q')).toEqual([]);
  });
});
