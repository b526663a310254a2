import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { PublicKeys } from '../../shared/tokens/publicKeys.ts';
import { verifyAnyToken, type TokenFault } from '../../shared/tokens/verifier.ts';
import { aPerson } from '../support/aPerson.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { jwt } from '../support/jwt.ts';
import { ourIssuer, publish, signingKey, tokenClaims } from '../support/signingKey.ts';
import { genuine, goodHeader, header, key, now, payload, signature, verify, withHeader } from './genuine.ts';

describe('why a token was refused stands in the log', () => {
  it.each<[TokenFault, string, string]>([
    ['malformed', 'two parts', `${header}.${payload}`],
    ['malformed', 'four parts', `${genuine}.x`],
    ['malformed', 'no payload', `${header}..${signature}`],
    ['malformed', 'no signature', `${header}.${payload}.`],
    ['malformed', 'a signature that is too short', `${header}.${payload}.AAAA`],
    ['header', 'another algorithm', withHeader({ alg: 'none' })],
    ['header', 'another type', withHeader({ typ: 'JWT' })],
    ['header', 'one parameter more', withHeader({ b64: false })],
    ['header', 'a key id that is no text', withHeader({ kid: 7 })],
    ['header', 'a header that is none', `AAAA.${payload}.${signature}`],
    ['unknown-key', 'another key id', withHeader({ kid: 'another' })],
    ['signature', 'another key', jwt(goodHeader, tokenClaims(now), () => Buffer.alloc(64, 1))],
    ['issuer', 'another issuer', key.token(tokenClaims(now, { iss: 'other' }))],
    ['audience', 'another audience', key.token(tokenClaims(now, { aud: 'other' }))],
    ['claims', 'no generation', key.token(tokenClaims(now, { gen: undefined }))],
  ])('%s: %s', async (fault, _, token) => {
    expect(await verify(token)).toEqual({ fault });
  });
});

describe('a token of ours for each use', () => {
  let keys: PublicKeys;
  beforeAll(async () => {
    const { table } = await embeddedTable();
    await publish(table, key.published, signingKey().published);
    keys = new PublicKeys(table, () => now);
  });
  const person = { sub: aPerson().userId };
  const outcomes = async (given: Record<string, unknown>) => {
    const token = key.token(tokenClaims(now, given));
    const expected = { issuer: ourIssuer, audience: ourIssuer, now };
    return ['claims' in (await verify(token)), 'claims' in (await verifyAnyToken(token, keys, expected))];
  };

  it('is known to who asks; L1 one for an application opens nothing here', async () => {
    expect(await outcomes({ token_use: 'assume', act: person })).toEqual([true, true]);
    expect(await outcomes({ token_use: 'super-admin', sub: person.sub, act: person })).toEqual([true, true]);
    expect(await outcomes({ token_use: 'access', act: undefined })).toEqual([true, true]);
    expect(await outcomes({ token_use: 'application', act: undefined })).toEqual([false, true]);
    expect(await outcomes({ token_use: 'application', act: person })).toEqual([false, true]);
    const application = key.token(tokenClaims(now, { token_use: 'application', act: person }));
    expect(await verify(application)).toEqual({ fault: 'claims' });
  });

  it('has nobody in act for itself, and a person where a person got it', async () => {
    const nobody = [false, false];
    expect(await outcomes({ token_use: 'access', act: person })).toEqual(nobody);
    expect(await outcomes({ token_use: 'access', act: null })).toEqual(nobody);
    expect(await outcomes({ token_use: 'assume', act: undefined })).toEqual(nobody);
    expect(await outcomes({ token_use: 'super-admin', act: undefined })).toEqual(nobody);
    expect(await outcomes({ token_use: 'application', act: { sub: newId('serviceUser') } })).toEqual(nobody);
    expect(await outcomes({ token_use: 'application', act: null })).toEqual(nobody);
    expect(await outcomes({ token_use: 'toString', act: undefined })).toEqual(nobody);
  });
});

it('a token is at most 8,192 characters long', async () => {
  const padded = (length: number) => key.token({ ...tokenClaims(now), scope: 'x'.repeat(length) });
  const [longest, longer] = [padded(5585), padded(5586)];
  expect([longest.length, longer.length]).toEqual([8192, 8193]);
  expect('claims' in (await verify(longest))).toBe(true);
  expect(await verify(longer)).toEqual({ fault: 'malformed' });
});
