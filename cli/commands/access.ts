import { items, type CallOptions, type Client } from '../../client/index.ts';
import { columns } from '../columns.ts';
import { command, given, group, text, whole } from '../command.ts';
import { inSuperAdminMode, narrowedAccess, type Narrowing } from '../credentials.ts';
import { exitCodes, UsageError } from '../exitCodes.ts';
import { endOf } from '../issuer.ts';
import { showList, showOne } from '../output.ts';
import type { Session } from '../session.ts';
import { print } from '../terminal.ts';

/** `service-users whoami` */
export const whoami = command({
  brief: 'Show who you are, under which role',
  run: async ({ api, call, output }) => {
    showOne((await (await api()).getMe({}, call)).body, columns.me, output);
  },
});

/** `service-users events` */
export const events = command({
  brief: 'What happened to a user, newest first',
  args: ['user?'],
  flags: { limit: whole('At most so many (50)', 1, 100_000) },
  run: async ({ api, find, call, output }, [user = 'me'], { limit = 50 }) => {
    const userId = await (await find()).user(user);
    const all = items((await api()).listEvents, { userId, query: { limit: Math.min(limit, 200) } }, call);
    await showList(firstOf(all, limit), columns.events, output);
  },
});

async function* firstOf<Item>(all: AsyncIterable<Item>, most: number): AsyncGenerator<Item, void> {
  let left = most;
  for await (const item of all) {
    yield item;
    left -= 1;
    if (left === 0) return;
  }
}

const assumption = {
  role: text('A role that it holds; its default role when left out', { placeholder: 'role' }),
  minutes: whole('How long (60)', 1, 180),
  reason: text('Why, for the audit trail'),
  audience: text('An application that the token is for; our own API when left out', { placeholder: 'id' }),
};

interface Assumption {
  readonly role?: string;
  readonly minutes?: number;
  readonly reason?: string;
  readonly audience?: string;
}

async function assume(session: Session, user: string, { role, minutes, reason, audience }: Assumption) {
  const [api, find] = [await session.api(), await session.find()];
  const userId = await find.user(user);
  const RoleId = role === undefined ? undefined : await find.role(role);
  const body = { RoleId, DurationMinutes: minutes, Reason: reason, Audience: audience };
  const { body: issued } = await api.createAuthToken({ userId, body }, session.call);
  if (issued.Token === undefined) throw new Error('The token was lost on its way. Try once more.');
  return { ...issued, Token: issued.Token };
}

/** `service-users assume` */
export const assumeCommand = command({
  brief: 'Run a command as a service user',
  more: 'service-users assume USER [flags] -- COMMAND…\nThe command finds the token in SERVICE_USERS_TOKEN and the API in SERVICE_USERS_URL. The session ends with it.',
  args: ['user', 'command…'],
  flags: { ...assumption, keep: given('Do not end the session when the command has ended') },
  run: async (session, [user, program, ...args], { keep, ...flags }) => {
    if (program === undefined) throw new UsageError('Which command? service-users assume USER -- COMMAND…');
    const issued = await assume(session, user, flags);
    const { runCommand } = await import('../childProcess.ts');
    const { baseUrl } = session.access();
    const environment = { SERVICE_USERS_TOKEN: issued.Token, SERVICE_USERS_URL: baseUrl };
    try {
      session.exit(await runCommand([program, ...args], environment));
    } finally {
      if (keep !== true) await endQuietly(await session.api(), issued, session.call);
    }
  },
});

/** A session that has ended by itself, or by somebody else, is no failure. */
async function endQuietly(
  api: Client,
  { UserId, SessionId }: { readonly UserId: string; readonly SessionId: string },
  call: CallOptions,
): Promise<void> {
  await api.endSession({ userId: UserId, sessionId: SessionId }, call).catch(() => undefined);
}

/** `service-users token` */
export const token = command({
  brief: 'Print a valid token for a script: yours, or with --for that of a service user',
  flags: {
    for: text('The service user to assume', { placeholder: 'user' }),
    ...assumption,
    scope: text('Permissions that are enough, separated by spaces; for SERVICE_USERS_CLIENT_ID'),
  },
  run: async (session, _, { for: user, ...flags }) => {
    const { format } = session.output;
    const found =
      user === undefined ? await ownToken(session, flags) : await assumedToken(session, user, flags);
    if (format === 'json' || format === 'jsonl' || session.output.query !== undefined) {
      showOne(found, {}, session.output);
    } else print(found.Token);
  },
});

async function assumedToken(session: Session, user: string, flags: Assumption & Narrowing) {
  if (flags.scope !== undefined) throw new UsageError('--scope is not for --for: choose a --role.');
  const { Token, ExpiresAt } = await assume(session, user, flags);
  return { Token, ExpiresAt };
}

async function ownToken({ access, flags, profile }: Session, { scope, audience }: Narrowing) {
  const narrowing = {
    ...(scope === undefined ? {} : { scope }),
    ...(audience === undefined ? {} : { audience }),
  };
  const narrowed = Object.keys(narrowing).length > 0;
  const own = narrowed ? narrowedAccess({ profile, url: flags.url }, narrowing) : access();
  const credentials = flags.superAdmin === true ? inSuperAdminMode(own) : own.credentials;
  const { authorization = '' } = await credentials();
  const Token = authorization.replace(/^Bearer /, '');
  const end = endOf(Token);
  return { Token, ExpiresAt: end === undefined ? null : new Date(end).toISOString() };
}

const listSuperAdmins = command({
  brief: 'List who may switch to Super-Admin',
  run: async ({ api, call, output }) => {
    await showList((await (await api()).listSuperAdmins({}, call)).body.Items, columns.superAdmins, output);
  },
});

function superAdminChange(operation: 'addSuperAdmin' | 'removeSuperAdmin', brief: string) {
  return command({
    brief,
    args: ['person'],
    run: async ({ api, find, call }, [person]) => {
      await (await api())[operation]({ userId: await (await find()).user(person) }, call);
    },
  });
}

const endMode = command({
  brief: 'End your Super-Admin mode everywhere',
  run: async ({ api, call }) => {
    await (await api()).endSuperAdminMode({}, call);
  },
});

/** `service-users super-admins …` */
export const superAdmins = group('Who may switch to Super-Admin (in the mode: --super-admin)', {
  list: listSuperAdmins,
  add: superAdminChange('addSuperAdmin', 'Let a person switch to Super-Admin'),
  remove: superAdminChange('removeSuperAdmin', 'Take that away'),
  endMode,
});

/** `service-users health` */
export const health = command({
  brief: 'Ask whether the API answers',
  run: async ({ flags, profile, output, exit }) => {
    const { addressOf } = await import('../credentials.ts');
    const { serviceUsers } = await import('../../client/index.ts');
    const baseUrl = addressOf({ profile, url: flags.url });
    const { body } = await serviceUsers({ baseUrl, retries: 0 }).getHealth();
    showOne({ ...body, Url: baseUrl }, { Status: (one) => one.Status, Url: (one) => one.Url }, output);
    exit(exitCodes.ok);
  },
});
