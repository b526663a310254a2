import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { expect, it } from 'vitest';
import { projectFolder } from '../../infra/build.ts';
import { assemble } from '../../infra/local/assemble.ts';
import { freePort } from '../../infra/local/freePort.ts';
import { LocalCloud } from '../../infra/local/localCloud.ts';
import { api, field, must } from '../support/api.ts';
import { testPeople, tokenOf } from '../support/localProduct.ts';

async function deployment(signingKeys: string): Promise<string> {
  return (await assemble({ stage: 'local', signingKeys })).directory;
}

async function start(data: string, directory: string): Promise<LocalCloud> {
  return await LocalCloud.start({
    assembly: directory,
    data,
    inMemory: true,
    port: 0,
    environment: {},
    webhook: undefined,
    compileCache: join(projectFolder, '.cache', 'compiled'),
    signIn: { port: await freePort(), people: testPeople },
  });
}

it('publishes the next key before it signs and the previous one as long as its tokens can live', async ({
  onTestFinished,
}) => {
  const data = mkdtempSync(join(tmpdir(), 'service-users-'));
  const cloud = await start(data, await deployment('first,second'));
  onTestFinished(async () => {
    await cloud.stop();
    rmSync(data, { recursive: true, force: true });
  });
  const { api: at, issuer = '', clientId = '' } = cloud.addresses;
  const person = await tokenOf({ ...cloud.addresses, issuer, clientId }, 'super-rotating');
  const published = async () => {
    const { keys } = (await must(200, api('GET', '/.well-known/jwks.json', { at }))).body as {
      keys: { kid: string }[];
    };
    return keys.map(({ kid }) => kid);
  };
  const enter = async () =>
    field(
      await must(201, api('POST', '/users/super-admin/auth-token', { at, as: person, body: {} })),
      'Token',
    );

  const [current, next] = await published();
  const before = await enter();
  expect(decodeProtectedHeader(before).kid).toBe(current);

  await cloud.deploy(await deployment('second'));
  const after = await enter();
  expect(decodeProtectedHeader(after).kid).toBe(next);
  expect(await published()).toEqual([next, current]);
  for (const as of [before, after]) await must(200, api('GET', '/users/me', { at, as }));
}, 60_000);
