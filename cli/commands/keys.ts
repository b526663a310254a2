import { columns } from '../columns.ts';
import { command, given, group, text } from '../command.ts';
import { NotFoundError, UsageError } from '../exitCodes.ts';
import { showList, showOne } from '../output.ts';
import type { Session } from '../session.ts';
import { confirm } from '../terminal.ts';

async function keysOf({ api, find, call }: Session, user: string) {
  const userId = await (await find()).user(user);
  return { userId, keys: (await (await api()).listClientKeys({ userId }, call)).body.Items };
}

const list = command({
  brief: 'List the public keys of a service user',
  args: ['user'],
  run: async (session, [user]) => {
    await showList((await keysOf(session, user)).keys, columns.clientKeys, session.output);
  },
});

const add = command({
  brief: 'Register a public key with which a service user proves who it is',
  more: 'EC P-256, RSA from 2048 bits or Ed25519. The private key stays where it signs:\nopenssl genpkey -algorithm ed25519 -out key.pem && openssl pkey -in key.pem -pubout | service-users keys add svc-loader laptop -f -',
  args: ['user', 'name'],
  flags: {
    file: text('The public key, as PEM or JWK; - for standard input', { short: 'f', placeholder: 'file' }),
  },
  run: async ({ api, find, call, output }, [user, Name = ''], { file }) => {
    if (file === undefined) throw new UsageError('Which key? -f key.pub');
    const { publicKeyIn } = await import('../publicKeys.ts');
    const body = { Name, Jwk: publicKeyIn(file) };
    const userId = await (await find()).user(user);
    showOne((await (await api()).addClientKey({ userId, body }, call)).body, columns.clientKeys, output);
  },
});

const remove = command({
  brief: 'Remove a public key; tokens got with it end at once',
  args: ['user', 'key'],
  flags: { yes: given('Do not ask', 'y') },
  run: async (session, [user, written = ''], { yes }) => {
    const { userId, keys } = await keysOf(session, user);
    const byId = keys.filter(({ ClientKeyId }) => ClientKeyId === written);
    const [key, other] = byId.length > 0 ? byId : keys.filter(({ Name }) => Name === written);
    if (key === undefined) throw new NotFoundError(`There is no key ${written}.`);
    if (other !== undefined) throw new UsageError(`${written} is the name of several keys: use an id.`);
    await confirm(`Remove key ${written} of ${user}?`, yes);
    await (await session.api()).deleteClientKey({ userId, clientKeyId: key.ClientKeyId }, session.call);
  },
});

/** `service-users keys …` */
export const keys = group('Public keys with which a service user proves who it is (private_key_jwt)', {
  list,
  add,
  remove,
});
