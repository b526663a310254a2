import type { Pick } from './pick.ts';
import { authenticate, type Caller } from './principal.ts';
import type { ModelCredential } from './world.ts';

const nonsense: readonly ModelCredential[] = [
  { kind: 'nothing', value: 'sut_0000000000000000000000000000000000AA' },
  { kind: 'nothing', value: 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA' },
];

/** Draws who calls: mostly with what counts, and with everything that no longer does. */
export function drawCaller(pick: Pick): Caller {
  const { world } = pick;
  const recent = world.credentials.slice(-120);
  if (pick.chance(0.02)) return {};
  if (pick.chance(0.02)) return { authorization: pick.one(nonsense) };
  if (pick.chance(0.12))
    return { [pick.one(['authorization', 'assumed'] as const)]: sentAnywhere(pick, recent) };
  const usable = recent.filter((authorization) => typeof authenticate(world, { authorization }) !== 'string');
  const base = ofKind(pick, usable);
  const caller = placed(pick, base, usable);
  return pick.chance(0.12) ? { ...caller, role: wantedRole(pick, base) } : caller;
}

/** Any credential; long-lived ones in `Authorization` only, where they belong. */
function sentAnywhere(pick: Pick, recent: readonly ModelCredential[]): ModelCredential {
  return pick.one(recent.filter(({ kind }) => kind === 'session').concat(nonsense));
}

function ofKind(pick: Pick, usable: readonly ModelCredential[]): ModelCredential {
  const wanted = pick.one(['signIn', 'signIn', 'mode', 'assumed', 'assumed', 'secret', 'any'] as const);
  const fitting = usable.filter((credential) => {
    if (wanted === 'any') return true;
    return credential.kind === 'session' ? credential.session.kind === wanted : credential.kind === wanted;
  });
  return pick.one(fitting.length > 0 ? fitting : usable);
}

/** Auth tokens in either header; beside one in the service-user header, the person or somebody else (T9). */
function placed(pick: Pick, base: ModelCredential, usable: readonly ModelCredential[]): Caller {
  if (base.kind !== 'session') {
    const sessions = pick.world.credentials.filter(({ kind }) => kind === 'session').slice(-20);
    if (sessions.length > 0 && pick.chance(0.06)) return { authorization: base, assumed: pick.one(sessions) };
    return { authorization: base };
  }
  if (pick.chance(0.4)) return { authorization: base };
  if (pick.chance(0.4)) return { assumed: base };
  const { personId } = base.session;
  const own = usable.filter((each) => each.kind === 'signIn' && each.userId === personId);
  return { authorization: pick.one(own.length > 0 && pick.chance(0.8) ? own : usable), assumed: base };
}

function wantedRole(pick: Pick, base: ModelCredential): string {
  const principal = authenticate(pick.world, { authorization: base });
  if (typeof principal === 'string' || pick.chance(0.2)) return pick.role();
  return pick.one([...principal.user.roles]);
}
