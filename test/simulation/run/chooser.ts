import { hasAccess } from './access.ts';
import { issuer } from './container.ts';
import type { Drawn, Lots } from './draw.ts';
import { peopleNames, personIds } from './estate.ts';
import type { Credential, Knowledge } from './knowledge.ts';
import type { Mirror } from './mirror.ts';
import type { SimulatedId } from './operations.ts';
import type { Request } from './request.ts';
import { neededPermissions } from './rights.ts';
import type { Simulation } from './simulation.ts';
import type { Watch } from './watch.ts';

/** What a credential is chosen from. */
interface Choosing {
  readonly mirror: Mirror;
  readonly knowledge: Knowledge;
  readonly watch: Watch;
  readonly lots: Lots;
}

/** Who asks for what: mostly somebody who may, now and then anybody, with a credential that is dead or alive. */
export class Chooser {
  readonly #simulation: Simulation;
  readonly #mirror: Mirror;
  readonly #knowledge: Knowledge;
  readonly #watch: Watch;
  readonly #lots: Lots;

  constructor(simulation: Simulation, given: Choosing) {
    this.#simulation = simulation;
    this.#mirror = given.mirror;
    this.#knowledge = given.knowledge;
    this.#watch = given.watch;
    this.#lots = given.lots;
  }

  /** In which header the credential comes, if in any. */
  headersFor(
    credential: Credential,
    { form, outside }: Pick<Request, 'form' | 'outside'>,
  ): Pick<Request, 'authorization' | 'serviceUser'> {
    const isInForm = ['client_secret', 'grant_type'].some((field) => form?.[field] !== undefined);
    if (isInForm || outside !== undefined) return {};
    if (form !== undefined) return { authorization: credential.value };
    if (credential.kind !== 'assumed' || this.#simulation.dice.chance(0.6))
      return { authorization: credential.value };
    return { serviceUser: credential.value };
  }

  /** Whose request it is. */
  credentialFor(id: SimulatedId, { params }: Drawn): Credential {
    if (id === 'getMe' || this.#simulation.dice.chance(0.12)) return this.any();
    if (id === 'enterSuperAdminMode') return this.signedIn(this.#mayEnter());
    return (
      this.#acting(id) ??
      this.#inMode(id) ??
      this.#owning(params['resourceId']) ??
      this.#managing(params) ??
      this.signedIn(this.personFor(params['userId']))
    );
  }

  #mayEnter(): string {
    return this.#knowledge.credentials.length === 0 || this.#simulation.dice.chance(0.6)
      ? personIds.ada
      : this.#lots.person();
  }

  #inMode(id: SimulatedId): Credential | undefined {
    return this.#simulation.dice.chance(needsMode.has(id) ? 0.95 : 0.4)
      ? this.#knowledge.living('mode')[0]
      : undefined;
  }

  /** What service users do for themselves. */
  #acting(id: SimulatedId): Credential | undefined {
    if (!forThemselves.includes(id) || this.#simulation.dice.chance(0.5)) return undefined;
    const own = (['secret', 'assumed', 'access'] as const).flatMap((kind) => this.#knowledge.living(kind));
    // Bound to a custom role, it is that role and shares that decide.
    const bound = own.filter(({ roleId }) => byRole.has(id) && roleId?.startsWith('rol_'));
    return own.length === 0 ? undefined : this.#simulation.dice.one(bound.length > 0 ? bound : own);
  }

  /** Whose resource it is; mostly. */
  #owning(resourceId: string | undefined): Credential | undefined {
    const owner = this.#mirror.get(`RESOURCE#${resourceId ?? ''}`, 'RESOURCE')?.['ownerId'];
    if (typeof owner !== 'string' || this.#simulation.dice.chance(0.2)) return undefined;
    if (Object.values<string>(personIds).includes(owner)) return this.signedIn(owner);
    const own = (['secret', 'assumed', 'access'] as const).flatMap((kind) =>
      this.#knowledge.living(kind, owner),
    );
    return own[0];
  }

  /** Who manages the role that is to be changed, attached or detached. */
  #managing({ roleId }: Drawn['params']): Credential | undefined {
    const managers = (this.#mirror.get(`ROLE#${roleId ?? ''}`, 'ROLE')?.['roleManagers'] ?? []) as string[];
    const people = managers.filter((id) => Object.values<string>(personIds).includes(id));
    if (people.length === 0 || this.#simulation.dice.chance(0.2)) return undefined;
    return this.signedIn(this.#simulation.dice.one(people));
  }

  /** Mostly one with access to the service user. */
  personFor(serviceUserId = ''): string {
    const all = Object.values(personIds);
    const withAccess = all.filter((personId) => hasAccess(this.#mirror, personId, serviceUserId));
    return withAccess.length > 0 && this.#simulation.dice.chance(0.9)
      ? this.#simulation.dice.one(withAccess)
      : this.#lots.person();
  }

  /** Mostly a recent one, dead or alive. */
  any(): Credential {
    const all = this.#knowledge.credentials.filter(
      ({ kind, audience }) =>
        (kind !== 'signIn' && audience === undefined) || this.#simulation.dice.chance(0.2),
    );
    const ended = all.filter(({ ends }) => ends.size > 0);
    if (ended.length > 0 && this.#simulation.dice.chance(0.55))
      return this.#simulation.dice.one(ended.slice(-8));
    return all.length > 0 ? this.#simulation.dice.one(all.slice(-20)) : this.signedIn(this.#lots.person());
  }

  /** A token of the sign-in provider, mostly the last one. */
  signedIn(personId: string): Credential {
    const [last] = this.#knowledge.living('signIn', personId);
    if (last !== undefined && this.#simulation.dice.chance(0.9)) return last;
    const { now, tick } = this.#simulation;
    const subject = peopleNames.find((name) => personIds[name] === personId) ?? '';
    const claims = { iss: issuer, sub: subject, iat: Math.floor(now / 1000) };
    const credential = this.#knowledge.add({
      value: `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.e30`,
      ...{
        kind: 'signIn',
        userId: personId,
        personId,
        id: `${subject}-${tick}`,
        roleId: undefined,
        byMode: 'no',
      },
      ...{ received: tick, receivedAt: now, expiresAt: Infinity },
    });
    return this.#watch.signedIn(credential);
  }
}

/** What service users do too. */
const forThemselves: readonly string[] = [
  ...['createResource', 'createToken', 'getResource', 'createTeam', 'createApplicationToken'],
];

/** What the permissions of a custom role decide. */
const byRole: ReadonlySet<string> = new Set(Object.keys(neededPermissions));

const needsMode: ReadonlySet<SimulatedId> = new Set([
  'createUser',
  'addSuperAdmin',
  'removeSuperAdmin',
  'endSuperAdminMode',
  'createRole',
  'putApplication',
  'deleteApplication',
]);
