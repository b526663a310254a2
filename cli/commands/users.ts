import { items } from '../../client/index.ts';
import { columns } from '../columns.ts';
import { choice, choices, command, given, group, text, texts, whole } from '../command.ts';
import { UsageError } from '../exitCodes.ts';
import { showList, showOne, type OutputSettings } from '../output.ts';
import { confirm, print, say } from '../terminal.ts';
import { keepItNow, keepToken, lifeOf, mustNotLose } from '../tokenValue.ts';

const list = command({
  brief: 'List users of both kinds',
  flags: {
    type: choice('Only of one kind', ['service', 'human']),
    status: choices('Only with a status; repeatable', ['enabled', 'disabled', 'deleting']),
    role: texts('Only with a role, by id or name; repeatable', 'role'),
    team: texts('Only in a team, by id or name; repeatable', 'team'),
    name: text('Part of the name'),
    sort: choice('What to sort by', ['name', 'created', 'lastActive', 'role']),
    order: choice('Which way', ['asc', 'desc']),
    limit: whole('At most so many', 1, 1_000_000),
  },
  run: async ({ api, call, output }, _, { limit, ...filters }) => {
    const query = { ...filters, limit: Math.min(limit ?? 200, 200) };
    const users = items((await api()).listUsers, { query }, call);
    await showList(atMost(users, limit), columns.users, output);
  },
});

async function* atMost<Item>(all: AsyncIterable<Item>, most = Infinity): AsyncGenerator<Item, void> {
  let left = most;
  for await (const item of all) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}

const get = command({
  brief: 'Show one user',
  args: ['user'],
  run: async ({ api, find, call, output }, [user]) => {
    const { body } = await (await api()).getUser({ userId: await (await find()).user(user) }, call);
    showOne(body, columns.user, output);
  },
});

const create = command({
  brief: 'Create a service user (Super-Admin mode)',
  args: ['name'],
  flags: {
    role: text('Admin, Manager, Member, or the id or name of a role', { placeholder: 'role' }),
    team: texts('A team beside Public, by id or name; repeatable', 'team'),
    description: text('What it is for'),
    token: text('Also create a first token of that name', { placeholder: 'name' }),
    expiresInDays: whole('Life of that token (90)', 1, 365),
    neverExpires: given('That token never expires'),
    save: text('Write the value of that token into a new file instead of printing it', {
      placeholder: 'file',
    }),
  },
  run: async ({ api, call, output }, [name], flags) => {
    const Token = firstToken(flags, output);
    const { role: Role, team: Teams, description: Description } = flags;
    const body = { Name: name, Role, Teams, Description, Token };
    const { body: user } = await (await api()).createUser({ body }, call);
    const token = keepToken(user.Token, flags.save);
    const value = token?.Token === undefined ? {} : { Token: () => token.Token };
    showOne({ ...user, ...(token && { Token: token }) }, { ...columns.user, ...value }, output);
    if (token?.Token !== undefined) say(keepItNow);
  },
});

interface TokenFlags {
  readonly token?: string;
  readonly expiresInDays?: number;
  readonly neverExpires?: boolean;
  readonly save?: string;
}

/** The first token that is asked for; flags that say what it is to be are a mistake without it. */
function firstToken({ token: Name, save, ...life }: TokenFlags, output: OutputSettings) {
  if (Name === undefined) {
    const given = save ?? life.expiresInDays ?? life.neverExpires;
    if (given === undefined) return undefined;
    throw new UsageError(
      '--expires-in-days, --never-expires and --save are for a first token: --token NAME.',
    );
  }
  mustNotLose({ output, save, at: 'Token.Token' });
  return { Name, ExpiresInDays: lifeOf(life) };
}

const edit = command({
  brief: 'Change the name, description, default role or teams of a user',
  args: ['user'],
  flags: {
    displayName: text('New name'),
    description: text('New description'),
    defaultRole: text('An attached role, by id or name', { placeholder: 'role' }),
    team: texts('The new set of teams; repeatable', 'team'),
    ifMatch: text('Only if its version is still this one', { placeholder: 'version' }),
  },
  run: async ({ api, find, call, output }, [user], flags) => {
    const resolve = await find();
    const { defaultRole, displayName, description, team, ifMatch } = flags;
    const DefaultRoleId = defaultRole === undefined ? undefined : await resolve.role(defaultRole);
    const body = { DisplayName: displayName, Description: description, DefaultRoleId, Teams: team };
    const options = ifMatch === undefined ? call : { ...call, ifMatch };
    const { body: changed } = await (
      await api()
    ).updateUser({ userId: await resolve.user(user), body }, options);
    showOne(changed, columns.user, output);
  },
});

const enable = command({
  brief: 'Enable a user; tokens from before stay dead',
  args: ['user'],
  run: async ({ api, find, call, output }, [user]) => {
    const { body } = await (await api()).enableUser({ userId: await (await find()).user(user) }, call);
    showOne(body, columns.user, output);
  },
});

const disable = command({
  brief: 'Disable a user and stop all of its credentials at once',
  args: ['user'],
  run: async ({ api, find, call, output }, [user]) => {
    const { body } = await (await api()).disableUser({ userId: await (await find()).user(user) }, call);
    showOne(body, columns.user, output);
  },
});

const remove = command({
  brief: 'Delete a disabled user and hand what it owns to a person',
  args: ['user'],
  flags: {
    transferTo: text('The person who receives what it owns', { placeholder: 'person' }),
    yes: given('Do not ask', 'y'),
    noWait: given('Do not wait for a long transfer'),
  },
  run: async (session, [user], { transferTo, yes, noWait }) => {
    const resolve = await session.find();
    const userId = await resolve.user(user);
    await confirm(`Delete ${user} (${userId})?`, yes);
    const query = { transferTo: transferTo === undefined ? undefined : await resolve.user(transferTo) };
    const { deleteToTheEnd } = await import('../deletion.ts');
    await deleteToTheEnd(session, { userId, query, wait: noWait !== true });
  },
});

const deletion = command({
  brief: 'How far the delete of a user is, and its receipt once the user is gone',
  args: ['user'],
  run: async ({ api, find, call, output }, [user]) => {
    const { body } = await (await api()).getDeletion({ userId: await (await find()).user(user) }, call);
    const { deletionColumns } = await import('../deletion.ts');
    showOne(body, deletionColumns, output);
  },
});

const signOut = command({
  brief: 'End every session and token of a person',
  args: ['user'],
  run: async ({ api, find, call }, [user]) => {
    await (await api()).signOutUser({ userId: await (await find()).user(user) }, call);
  },
});

const assumable = command({
  brief: 'List the service users that you may assume',
  run: async ({ api, call, output }) => {
    await showList(items((await api()).listAssumableUsers, {}, call), columns.users, output);
  },
});

const sessions = command({
  brief: 'List the live sessions of a service user',
  args: ['user'],
  run: async ({ api, find, call, output }, [user]) => {
    const userId = await (await find()).user(user);
    await showList(items((await api()).listSessions, { userId }, call), columns.sessions, output);
  },
});

const endSession = command({
  brief: 'End one session of a service user at once',
  args: ['user', 'session'],
  run: async ({ api, find, call }, [user, sessionId = '']) => {
    await (await api()).endSession({ userId: await (await find()).user(user), sessionId }, call);
    print(sessionId);
  },
});

/** `service-users users …` */
export const users = group('Users of both kinds', {
  list,
  get,
  create,
  edit,
  enable,
  disable,
  delete: remove,
  deletion,
  signOut,
  assumable,
  sessions,
  endSession,
});
