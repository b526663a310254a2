import type { Sequential } from './linearizable.ts';

/** A call about one service user, with what it answered. */
export interface LifeCall {
  readonly what:
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

/** A service user with one grantee, the sessions of that person, and one long-lived token. */
export interface Life {
  readonly state: 'enabled' | 'disabled' | 'deleting' | 'gone';
  readonly shared: boolean;
  readonly token: boolean;
  readonly live: readonly string[];
}

type Rule = (life: Life, call: LifeCall) => Life | undefined;

const only = (holds: boolean, after: Life): Life | undefined => (holds ? after : undefined);

/** What the person has ends with the share. */
function unshare(life: Life, { status }: LifeCall): Life | undefined {
  // A delete takes shares away step by step.
  if (life.state === 'deleting') return only(status === 200 || status === 404, life);
  if (status === 200) return only(life.shared, { ...life, shared: false, live: [] });
  return only(status === 404 && !life.shared, life);
}

function assume(life: Life, { status, said, session }: LifeCall): Life | undefined {
  if (status === 201)
    return only(life.state === 'enabled' && life.shared, { ...life, live: [...life.live, session] });
  if (status === 403) return only(!life.shared || life.state === 'deleting', life);
  return only(status === 409 && said === 'user-disabled' && life.state !== 'enabled', life);
}

/** SPEC sections 5 to 8 for one service user, one call after the other. */
const rules: Readonly<Record<LifeCall['what'], Rule>> = {
  enable: (life, { status }) =>
    only(status === 200 && life.state !== 'deleting', { ...life, state: 'enabled' }) ??
    deleting(life, status),
  disable: (life, { status }) =>
    only(status === 200 && life.state !== 'deleting', {
      ...life,
      state: 'disabled',
      live: [],
      token: false,
    }) ?? deleting(life, status),
  share: (life, { status }) =>
    only(status === 200 && life.state !== 'deleting', { ...life, shared: true }) ?? deleting(life, status),
  unshare,
  assume,
  use: (life, { status, session }) => only(status === (life.live.includes(session) ? 200 : 401), life),
  end: (life, { status, session }) =>
    status === 204
      ? only(life.live.includes(session), { ...life, live: life.live.filter((id) => id !== session) })
      : only(status === 404, life),
  useToken: (life, { status }) => only(status === (life.token ? 200 : 401), life),
  revoke: (life, { status }) => only(status === 200 || life.state === 'deleting', { ...life, token: false }),
  read: (life, { status, said }) => only(status === 200 && said === life.state, life),
  deleteBegins: (life) => only(life.state === 'disabled', { ...life, state: 'deleting', live: [] }),
  deleteEnds: (life) =>
    only(life.state === 'deleting', { state: 'gone', shared: false, token: false, live: [] }),
};

function deleting(life: Life, status: number): Life | undefined {
  return only(life.state === 'deleting' && status === 409, life);
}

/** Of who is gone nothing is known, and nothing works. */
function afterwards(life: Life, { what, status }: LifeCall): Life | undefined {
  return only(status === (what === 'use' || what === 'useToken' ? 401 : 404), life);
}

/** What one service user may answer, in one order. A race that was lost says so, and did nothing. */
export const lifeOfServiceUser: Sequential<Life, LifeCall> = {
  first: { state: 'enabled', shared: true, token: true, live: [] },
  next: (life, call) => {
    if (call.said === 'changed-meanwhile' || (call.status === 409 && call.said === 'not-allowed'))
      return life;
    return life.state === 'gone' ? afterwards(life, call) : rules[call.what](life, call);
  },
  name: ({ state, shared, token, live }) => `${state} ${shared} ${token} ${[...live].sort().join()}`,
};
