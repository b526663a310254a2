import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expressGuard, honoGuard, lambdaGuard, type Identity } from '../../client/verify.ts';
import { aToken, claims, verifierWith } from './issued.ts';

describe('a handler', () => {
  const header = 'x-amorphic-service-user';

  it('of Express gets the identity, or the request is answered', async () => {
    const guard = expressGuard(verifierWith(), { permission: 'bi.view' });
    const server = createServer((request, response) => {
      void guard(request, response, () =>
        response.end((request as { identity?: Identity }).identity?.userId),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const token = await aToken();
    const good = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(await good.text()).toBe(claims.sub);
    const none = await fetch(url);
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(none.headers.get('content-type')).toBe('application/problem+json');
    const bad = await fetch(url, { headers: { authorization: 'Bearer nonsense' } });
    expect([bad.status, bad.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await bad.text()).not.toContain('nonsense');
  });

  it('T8 takes the service-user header alone where it is sent; a bad one does not fall back', async () => {
    const verifier = verifierWith();
    const token = await aToken();
    const sent = (fields: Record<string, string>) => verifier.verifyRequest((name) => fields[name]);
    await expect(sent({ [header]: token, authorization: 'Bearer of-a-person' })).resolves.toMatchObject({
      userId: claims.sub,
    });
    await expect(sent({ [header]: 'nonsense', authorization: `Bearer ${token}` })).rejects.toMatchObject({
      status: 401,
    });
    await expect(sent({ [header]: '', authorization: `Bearer ${token}` })).rejects.toMatchObject({
      status: 401,
    });
    await expect(sent({ authorization: `Basic ${token}` })).rejects.toMatchObject({ status: 401 });
  });

  it('of Lambda gets the identity and its event; T18 a credential that is sent twice is refused', async () => {
    const handler = lambdaGuard(
      verifierWith(),
      (
        event: {
          path: string;
          headers?: Record<string, string> | null;
          multiValueHeaders?: Record<string, string[]>;
        },
        identity,
      ) => Promise.resolve({ statusCode: 200, body: `${event.path} ${identity.roleId}` }),
    );
    const authorization = `Bearer ${await aToken()}`;
    expect(await handler({ path: '/a', headers: { Authorization: authorization } }, {})).toEqual({
      statusCode: 200,
      body: '/a SystemRole-Managers',
    });
    expect(await handler({ path: '/a', headers: null }, {})).toMatchObject({ statusCode: 401 });
    const twice = {
      path: '/a',
      headers: { Authorization: authorization },
      multiValueHeaders: { Authorization: [authorization, authorization] },
    };
    expect(await handler(twice, {})).toMatchObject({ statusCode: 401 });
    const twoCases = { path: '/a', headers: { Authorization: authorization, authorization } };
    expect(await handler(twoCases, {})).toMatchObject({ statusCode: 401 });
  });

  it('of Hono gets the identity by its context, or the request is answered', async () => {
    const guard = honoGuard(verifierWith(), { kind: 'service' });
    const call = async (headers: Headers | Record<string, string>) => {
      const known = new Map<string, Identity>();
      const sent = new Headers(headers);
      const context = {
        req: { header: (name: string) => sent.get(name) ?? undefined },
        set: (name: 'identity', identity: Identity) => void known.set(name, identity),
      };
      const answer = await guard(context, () => Promise.resolve());
      return { answer, identity: known.get('identity') };
    };
    expect((await call({ authorization: `Bearer ${await aToken()}` })).identity?.userId).toBe(claims.sub);
    const twice = new Headers({ authorization: `Bearer ${await aToken()}` });
    twice.append('authorization', `Bearer ${await aToken()}`);
    expect((await call(twice)).answer?.status).toBe(401);
    const person = await aToken({ claims: { IsServiceUser: false } });
    expect((await call({ authorization: `Bearer ${person}` })).answer?.status).toBe(403);
  });
});
