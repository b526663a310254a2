import { items } from '../../client/index.ts';
import { columns, type Token } from '../columns.ts';
import { command, given, group, text, texts, whole } from '../command.ts';
import { showList, showOne } from '../output.ts';
import type { Session } from '../session.ts';
import { confirm, say } from '../terminal.ts';
import { keepItNow, keepToken, lifeOf, mustNotLose } from '../tokenValue.ts';

const save = text('Write the value into a new file instead of printing it', { placeholder: 'file' });

/** Shows a new token; in a table its value stands apart, as the one line that a person copies. */
function showNew({ output }: Session, token: Token, file: string | undefined): void {
  const kept = keepToken(token, file);
  if (kept === undefined) return;
  const value = { Token: (one: Token) => one.Token };
  showOne(kept, { ...columns.tokens, ...(kept.Token === undefined ? {} : value) }, output);
  if (kept.Token !== undefined) say(keepItNow);
}

const list = command({
  brief: 'List the tokens of a user, never their values',
  args: ['user'],
  run: async ({ api, find, call, output }, [user]) => {
    const userId = await (await find()).user(user);
    await showList(items((await api()).listTokens, { userId }, call), columns.tokens, output);
  },
});

const create = command({
  brief: 'Create a token; its value is shown once',
  args: ['user', 'name'],
  flags: {
    expiresInDays: whole('Life (90)', 1, 365),
    neverExpires: given('It never expires'),
    role: text('An attached role that it is bound to', { placeholder: 'role' }),
    allow: texts('A range of addresses from which it is accepted; repeatable', 'cidr'),
    save,
  },
  run: async (session, [user, name = ''], flags) => {
    mustNotLose({ output: session.output, save: flags.save, at: 'Token' });
    const ExpiresInDays = lifeOf(flags);
    const find = await session.find();
    const body = {
      Name: name,
      ExpiresInDays,
      RoleId: flags.role === undefined ? undefined : await find.role(flags.role),
      AllowedCidrs: flags.allow,
    };
    const api = await session.api();
    showNew(
      session,
      (await api.createToken({ userId: await find.user(user), body }, session.call)).body,
      flags.save,
    );
  },
});

type Change = 'revokeToken' | 'restoreToken';

function change(operation: Change, brief: string) {
  return command({
    brief,
    args: ['user', 'token'],
    run: async (session, [user, token = '']) => {
      const [api, ids] = [await session.api(), await idsOf(session, user, token)];
      showOne((await api[operation](ids, session.call)).body, columns.tokens, session.output);
    },
  });
}

async function idsOf({ find }: Session, user: string, token: string) {
  const resolve = await find();
  const userId = await resolve.user(user);
  return { userId, tokenId: await resolve.token(userId, token) };
}

const rotate = command({
  brief: 'Give a token a new secret now; the old one ends after the overlap',
  args: ['user', 'token'],
  flags: { overlapMinutes: whole('How long the old secret still works (0)', 0, 10_080), save },
  run: async (session, [user, token = ''], { overlapMinutes, save: file }) => {
    mustNotLose({ output: session.output, save: file, at: 'Token' });
    const ids = await idsOf(session, user, token);
    const api = await session.api();
    const { body } = await api.rotateToken(
      { ...ids, body: { OverlapMinutes: overlapMinutes } },
      session.call,
    );
    showNew(session, body, file);
  },
});

const remove = command({
  brief: 'Delete a revoked or expired token and free its name',
  args: ['user', 'token'],
  flags: { yes: given('Do not ask', 'y') },
  run: async (session, [user, token = ''], { yes }) => {
    const ids = await idsOf(session, user, token);
    await confirm(`Delete token ${token} of ${user}?`, yes);
    await (await session.api()).deleteToken(ids, session.call);
  },
});

/** `service-users tokens …` */
export const tokens = group('Long-lived tokens of a service user, or of `me`', {
  list,
  create,
  rotate,
  revoke: change('revokeToken', 'Revoke a token at once'),
  restore: change('restoreToken', 'Restore a revoked, unexpired token'),
  delete: remove,
});
