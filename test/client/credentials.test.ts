import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  clientCredentials,
  federation,
  fromEnvironment,
  fromFile,
  fromVariable,
  githubActions,
  serviceToken,
  staticToken,
} from '../../client/index.ts';
import { checksumOf } from '../../client/credentials.ts';
import { renewed } from '../../client/renewed.ts';
import { aFolder } from '../support/runCommand.ts';
import { loopback } from '../support/loopback.ts';

const secret = 'A'.repeat(30);
const aServiceToken = `sut_${secret}${checksumOf(`sut_${secret}`)}`;

describe('a token that is renewed', () => {
  /** A minute's life per token, on a clock that the test moves. */
  function renewing(get: () => Promise<void> = () => Promise.resolve()) {
    const clock = { now: 0, made: 0 };
    const token = renewed(
      async () => {
        const name = String((clock.made += 1));
        await get();
        return { token: name, from: clock.now, until: clock.now + 60_000 };
      },
      () => clock.now,
    );
    return { clock, token };
  }

  it('is used until four fifths of its life have passed', async () => {
    const { clock, token } = renewing();
    expect(await token()).toBe('1');
    clock.now = 47_999;
    expect(await token()).toBe('1');
    clock.now = 48_000;
    expect(await token()).toBe('2');
  });

  it('is got once for many who wait', async () => {
    const { clock, token } = renewing();
    expect(await Promise.all([token(), token(), token()])).toEqual(['1', '1', '1']);
    clock.now = 50_000;
    expect(await Promise.all([token(), token(), token()])).toEqual(['2', '2', '2']);
  });

  it('outlives a renewal that fails, until its own end', async () => {
    let failing = false;
    const { clock, token } = renewing(() =>
      failing ? Promise.reject(new Error('down')) : Promise.resolve(),
    );
    expect(await token()).toBe('1');
    failing = true;
    clock.now = 59_999;
    expect(await token()).toBe('1');
    clock.now = 60_000;
    await expect(token()).rejects.toThrow('down');
    failing = false;
    expect(await token()).toBe('4');
  });

  it('is got anew for who was refused with it, once, and not for who was refused with the one before', async () => {
    const { token } = renewing();
    expect(await token()).toBe('1');
    expect(await Promise.all([token('1'), token('1')])).toEqual(['2', '2']);
    expect(await token('1')).toBe('2');
  });

  it('is not used any more once it was refused, also if there is no other', async () => {
    let failing = false;
    const { token } = renewing(() => (failing ? Promise.reject(new Error('down')) : Promise.resolve()));
    expect(await token()).toBe('1');
    failing = true;
    await expect(token('1')).rejects.toThrow('down');
    await expect(token()).rejects.toThrow('down');
  });
});

describe('a service token', () => {
  it('is sent as it is', async () => {
    expect(await serviceToken(aServiceToken)()).toEqual({ authorization: `Bearer ${aServiceToken}` });
    expect(await staticToken(() => Promise.resolve('t'))()).toEqual({ authorization: 'Bearer t' });
  });

  it.each([undefined, ''])('is asked for where its variable is not set: %j', (token) => {
    expect(() => serviceToken(token)).toThrow(
      new TypeError('The service token is missing: the variable or secret that should hold it is not set.'),
    );
  });

  it.each([aServiceToken.slice(0, -1), aServiceToken.replace('A', 'B'), 'sut_'])(
    'is refused before it is sent when it is not whole: %s',
    (token) => {
      expect(() => serviceToken(token)).toThrow(TypeError);
    },
  );
});

const issued = (count: number): Response =>
  Response.json({ access_token: `at-${String(count)}`, token_type: 'Bearer', expires_in: 600 });

describe('client credentials', () => {
  it('are traded for access tokens as RFC 6749 says, and again when these age', async () => {
    const server = await loopback((_, count) => issued(count));
    let now = 1_000_000;
    const options = { baseUrl: `${server.url}/`, clientId: 'svc-a@service', clientSecret: aServiceToken };
    const credentials = clientCredentials({ ...options, scope: 'bi.view', audience: 'bi', now: () => now });
    expect(await credentials()).toEqual({ authorization: 'Bearer at-1' });
    now += 479_000;
    expect(await credentials()).toEqual({ authorization: 'Bearer at-1' });
    now += 1_000;
    expect(await credentials()).toEqual({ authorization: 'Bearer at-2' });
    const [first] = server.seen;
    expect(first?.method).toBe('POST');
    expect(first?.url.pathname).toBe('/oauth2/token');
    expect(Object.fromEntries(first?.form ?? [])).toEqual({
      grant_type: 'client_credentials',
      scope: 'bi.view',
      audience: 'bi',
    });
    const basic = Buffer.from(
      first?.headers.authorization?.slice('Basic '.length) ?? '',
      'base64',
    ).toString();
    expect(basic).toBe(`svc-a%40service:${aServiceToken}`);
  });

  it('say what the token endpoint says, and never the secret', async () => {
    const server = await loopback(() =>
      Response.json({ error: 'invalid_client', error_description: 'no' }, { status: 401 }),
    );
    const credentials = clientCredentials({
      baseUrl: server.url,
      clientId: 'a',
      clientSecret: aServiceToken,
    });
    const refused = Promise.resolve(credentials());
    await expect(refused).rejects.toMatchObject({
      code: 'oauth-refused',
      status: 401,
      title: 'invalid_client',
      detail: 'no',
    });
    await refused.catch((error: unknown) => {
      expect(String(error)).not.toContain(aServiceToken);
    });
  });
});

describe('federation', () => {
  it('trades the token of the platform for one of ours by token exchange, a fresh one each time', async () => {
    const server = await loopback((_, count) => issued(count));
    let [now, outside] = [0, 0];
    const credentials = federation({
      baseUrl: server.url,
      clientId: 'svc-a@service',
      subjectToken: () => `jwt-${String((outside += 1))}`,
      now: () => now,
    });
    await Promise.all([credentials(), credentials()]);
    now = 500_000;
    expect(await credentials()).toEqual({ authorization: 'Bearer at-2' });
    expect(server.seen.map(({ form }) => form.get('subject_token'))).toEqual(['jwt-1', 'jwt-2']);
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(server.seen[0]?.form ?? [])).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: 'svc-a@service',
      subject_token: 'jwt-1',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    });
  });
});

describe('the token of the platform', () => {
  it('is asked of the runner in GitHub Actions, for our audience', async () => {
    const runner = await loopback(() => Response.json({ value: 'gh-jwt' }));
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.url}/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'rt',
    };
    expect(await fromEnvironment({ audience: 'https://api.example.com', environment })()).toBe('gh-jwt');
    expect(runner.seen[0]?.url.search).toBe('?api-version=2.0&audience=https%3A%2F%2Fapi.example.com');
    expect(runner.seen[0]?.headers.authorization).toBe('Bearer rt');
    await expect(githubActions({ environment: {} })()).rejects.toThrow(
      'ACTIONS_ID_TOKEN_REQUEST_URL is not set',
    );
  });

  it('is in a variable in GitLab, and in a file that is read anew in Kubernetes', async () => {
    expect(await fromVariable('SERVICE_USERS_ID_TOKEN', { SERVICE_USERS_ID_TOKEN: 'gl-jwt' })()).toBe(
      'gl-jwt',
    );
    const file = path.join(aFolder(), 'token');
    const token = fromEnvironment({ environment: { SERVICE_USERS_ID_TOKEN_FILE: file } });
    writeFileSync(file, 'k8s-1\n');
    expect(await token()).toBe('k8s-1');
    writeFileSync(file, 'k8s-2\n');
    expect(await fromFile(file)()).toBe('k8s-2');
  });

  it('is never one that was made for somebody else', () => {
    const environment = {
      AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
    };
    expect(() => fromEnvironment({ environment })()).toThrow('SERVICE_USERS_ID_TOKEN');
  });
});
