import type { Sequential } from './linearizable.ts';

/** A call about one service user, with what it answered. */
export interface LifeCall {
  readonly what:
    | 'create'
    | 'enable'
    | 'disable'
    | 'share'
    | 'unshare'
    | 'assume'
    | 'use'
    | 'end'
    | 'useToken'
    | 'revoke'
    | 'read'
    | 'deleteBegins'
    | 'deleteEnds';
  readonly status: number;
  /** The problem's code, or the status that was read. */
  readonly said: string;
  /** Of `use`, `end` and `assume`. */
  readonly session: string;
}

/** A service user of one name, with one grantee, the sessions of that person, and one long-lived token. */
export interface Life {
  readonly state: 'not yet' | 'enabled' | 'disabled' | 'deleting' | 'gone';
  /** Whether the name went to another service user after this one was gone. */
  readonly followed: boolean;
  readonly shared: boolean;
  readonly token: boolean;
  readonly live: readonly string[];
  /** Sessions that nobody ended by name, and that work no more: their records may still be there, and be ended once. */
  readonly dead: readonly string[];
}

/** Every session is over. */
function over({ live, dead }: Life): Pick<Life, 'live' | 'dead'> {
  return { live: [], dead: [...dead, ...live] };
}

type Rule = (life: Life, call: LifeCall) => Life | undefined;

const only = (holds: boolean, after: Life): Life | undefined => (holds ? after : undefined);

/** What the person has ends with the share. */
function unshare(life: Life, { status }: LifeCall): Life | undefined {
  // A delete takes shares away step by step.
  if (life.state === 'deleting') return only(status === 200 || status === 404, life);
  if (status === 200) return only(life.shared, { ...life, ...over(life), shared: false });
  return only(status === 404 && !life.shared, life);
}

function isTaken({ state, followed }: Life): boolean {
  return state === 'gone' ? followed : state !== 'not yet';
}

/** A name belongs to one service user at a time, from its creation until it is gone. */
function create(life: Life, { status, said }: LifeCall): Life | undefined {
  if (status === 409) return only(said === 'name-taken' && isTaken(life), life);
  if (life.state === 'not yet') return only(status === 201, { ...life, state: 'enabled', token: true });
  return only(status === 201 && life.state === 'gone' && !life.followed, { ...life, followed: true });
}

function assume(life: Life, { status, said, session }: LifeCall): Life | undefined {
  if (status === 201)
    return only(life.state === 'enabled' && life.shared, { ...life, live: [...life.live, session] });
  if (status === 403) return only(!life.shared || life.state === 'deleting', life);
  return only(status === 409 && said === 'user-disabled' && life.state !== 'enabled', life);
}

function end(life: Life, { status, session }: LifeCall): Life | undefined {
  const without = (sessions: readonly string[]) => sessions.filter((id) => id !== session);
  const there = life.live.includes(session) || life.dead.includes(session);
  return status === 204
    ? only(there, { ...life, live: without(life.live), dead: without(life.dead) })
    : only(status === 404, life);
}

/** SPEC sections 5 to 8 for one service user, one call after the other. */
const rules: Readonly<Record<LifeCall['what'], Rule>> = {
  create,
  enable: (life, { status }) =>
    only(status === 200 && life.state !== 'deleting', { ...life, state: 'enabled' }) ??
    deleting(life, status),
  disable: (life, { status }) =>
    only(status === 200 && life.state !== 'deleting', {
      ...life,
      ...over(life),
      state: 'disabled',
      token: false,
    }) ?? deleting(life, status),
  share: (life, { status }) =>
    only(status === 200 && life.state !== 'deleting', { ...life, shared: true }) ?? deleting(life, status),
  unshare,
  assume,
  use: (life, { status, session }) => only(status === (life.live.includes(session) ? 200 : 401), life),
  end,
  useToken: (life, { status }) => only(status === (life.token ? 200 : 401), life),
  revoke: (life, { status }) => only(status === 200 || life.state === 'deleting', { ...life, token: false }),
  read: (life, { status, said }) => only(status === 200 && said === life.state, life),
  deleteBegins: (life) => only(life.state === 'disabled', { ...life, ...over(life), state: 'deleting' }),
  deleteEnds: (life) =>
    only(life.state === 'deleting', {
      state: 'gone',
      followed: false,
      shared: false,
      token: false,
      live: [],
      dead: [],
    }),
};

function deleting(life: Life, status: number): Life | undefined {
  return only(life.state === 'deleting' && status === 409, life);
}

/** Of who is gone nothing is known, and nothing works. */
function afterwards(life: Life, call: LifeCall): Life | undefined {
  const { what, status } = call;
  if (what === 'create') return create(life, call);
  return only(status === (what === 'use' || what === 'useToken' ? 401 : 404), life);
}

/** What one service user may answer, in one order. A race that was lost says so, and did nothing. */
export const lifeOfServiceUser: Sequential<Life, LifeCall> = {
  first: { state: 'not yet', followed: false, shared: false, token: false, live: [], dead: [] },
  next: (life, call) => {
    if (call.said === 'changed-meanwhile' || (call.status === 409 && call.said === 'not-allowed'))
      return life;
    return life.state === 'gone' ? afterwards(life, call) : rules[call.what](life, call);
  },
  isRead: ({ what, status }) =>
    ['read', 'use', 'useToken'].includes(what) || (status >= 400 && what !== 'revoke'),
  name: ({ state, followed, shared, token, live, dead }) =>
    [state, followed, shared, token, [...live].sort(), [...dead].sort()].join(' '),
};
