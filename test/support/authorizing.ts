import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { operationRows, type OperationId } from '../../shared/contract/operations.ts';
import { newId } from '../../shared/domain/ids.ts';
import type { ActiveRole } from '../../shared/domain/principal.ts';
import { builtInRoles, superAdminRole } from '../../shared/domain/role.ts';
import { instant, type Instant } from '../../shared/domain/time.ts';
import type { Person, ServiceUser, User } from '../../shared/domain/user.ts';
import { readTokenPolicy, type TokenPolicy } from '../../shared/policy/tokenPolicy.ts';
import { problems, type ProblemCode } from '../../shared/problems/catalogue.ts';
import { authorize } from '../../shared/runtime/authorize.ts';
import type { AuthorizerDependencies } from '../../shared/runtime/authorizerDependencies.ts';
import { decodeCaller, type Caller } from '../../shared/runtime/caller.ts';
import { CredentialRejected } from '../../shared/runtime/credentials.ts';
import { claimsOf, sessionOf, type Grant } from '../../shared/runtime/issueToken.ts';
import { grantsOf } from '../../shared/store/access.ts';
import { grantOf } from '../../shared/store/grants.ts';
import { userShareKey } from '../../shared/store/keys.ts';
import { countingShare, findTagAccess } from '../../shared/store/shares.ts';
import { registerMember } from '../../shared/store/superAdmins.ts';
import { putSession, type Session } from '../../shared/store/sessions.ts';
import { putNewToken } from '../../shared/store/tokens.ts';
import { IssuerTokens } from '../../shared/tokens/issuerTokens.ts';
import { PublicKeys } from '../../shared/tokens/publicKeys.ts';
import { aPerson } from './aPerson.ts';
import { aServiceUser } from './aServiceUser.ts';
import { aToken, type ATokenWithValue } from './aToken.ts';
import { embeddedTable, type EmbeddedTable } from './embeddedTable.ts';
import { clientId, type OidcIssuer } from './oidcIssuer.ts';
import { ourIssuer, publish, signingKey, type SigningKey } from './signingKey.ts';
import { shareWrite, stored, userWrites } from './stored.ts';

const header = 'X-Amorphic-Service-User';
const key = signingKey();

/** One request as the gateway hands it to the authorizer. */
export interface AuthorizerRequest {
  readonly operation: OperationId;
  readonly params?: Readonly<Record<string, string>>;
  /** Sent as `Authorization: Bearer`. */
  readonly authorization?: string | undefined;
  /** Sent in the service-user header. */
  readonly serviceUser?: string | undefined;
  readonly headers?: Readonly<Record<string, string[]>>;
}

/** What the gateway would answer, or hand on with status 200. */
export interface AuthorizerAnswer {
  readonly status: 200 | 401 | 403 | 404;
  /** The problem's code; for 401 the reason that the log gets. */
  readonly code?: string | undefined;
  /** What the caller is told of a 403, where it is not the catalogue's text. */
  readonly detail?: string | undefined;
  readonly caller?: Caller | undefined;
}

/** An authorizer in this process: an own table, an own key pair, and an issuer on loopback. */
export interface Authorizing {
  readonly store: EmbeddedTable;
  readonly issuer: OidcIssuer;
  readonly key: SigningKey;
  readonly dependencies: AuthorizerDependencies;
  /** The time; assign to it to let time pass. */
  now: Instant;
  /** The token policy as JSON; assign to it to deploy another one. */
  tokenPolicy: string;
  ask(request: AuthorizerRequest): Promise<AuthorizerAnswer>;
  /** A person who is known, was active just now, and has a token of the issuer. */
  person(given?: Partial<Person>): Promise<{ person: Person; token: string }>;
  /** A service user, shared with a person where one is named. */
  serviceUser(given?: Partial<ServiceUser>, sharedWith?: Person): Promise<ServiceUser>;
  /** A long-lived token of a user, made just now and never used. */
  longLived(user: User, given?: Parameters<typeof aToken>[0]): Promise<ATokenWithValue>;
  /** A token with its session record, as assuming makes them. */
  assumed(
    by: Person,
    user: ServiceUser,
    given?: Partial<Grant>,
  ): Promise<{ token: string; session: Session }>;
  /** A token of Super-Admin mode, with its session record and the membership. */
  inMode(person: Person, given?: Partial<Grant>): Promise<{ token: string; session: Session }>;
}

/** Starts from an empty table with the key published. */
export async function authorizing(issuer: OidcIssuer): Promise<Authorizing> {
  const store = await embeddedTable();
  await publish(store.table, key.published);
  const it: Authorizing = {
    store,
    issuer,
    key,
    now: instant(Math.floor(Date.now() / 1000) * 1000 + 500),
    tokenPolicy: '',
    dependencies: dependenciesOf(store, issuer, {
      clock: () => it.now,
      policy: () => readTokenPolicy(it.tokenPolicy),
    }),
    ask: (request) => ask(it, request),
    person: (given) => aKnownPerson(it, given),
    serviceUser: async (given = {}, sharedWith) => {
      const user = aServiceUser({ lastActiveAt: it.now, ...given });
      const shares = sharedWith === undefined ? [] : [shareWrite(user.userId, sharedWith.userId)];
      await stored(store.table, ...userWrites(user), ...shares);
      return user;
    },
    longLived: (user, given) => aStoredToken(it, user, given),
    assumed: (by, user, given = {}) =>
      issued(it, { subject: user, person: by, role: roleOf(user), use: 'assume', ...given }),
    inMode: async (person, given = {}) => {
      await stored(store.table, registerMember(person.userId, 'added'));
      const { modeGeneration } = person;
      return issued(it, {
        subject: person,
        person,
        role: superAdminRole,
        use: 'super-admin',
        modeGeneration,
        ...given,
      });
    },
  };
  return it;
}

async function aKnownPerson({ store, issuer, now }: Authorizing, given: Partial<Person> = {}) {
  const person = aPerson({ issuer: issuer.url, lastActiveAt: now, ...given });
  await stored(store.table, ...userWrites(person));
  return { person, token: issuer.idToken({ sub: person.subject, email: person.email }) };
}

async function aStoredToken(
  { store, now }: Authorizing,
  { userId, generation }: User,
  given: Parameters<typeof aToken>[0] = {},
): Promise<ATokenWithValue> {
  const token = aToken({ userId, generation, createdAt: now, ...given });
  const writes = putNewToken(token.own, token.secret);
  await stored(store.table, writes.name, ...writes.token);
  return token;
}

function dependenciesOf(
  { table, usage }: EmbeddedTable,
  issuer: OidcIssuer,
  { clock, policy }: { clock: () => Instant; policy: () => TokenPolicy },
): AuthorizerDependencies {
  return {
    clock,
    newId,
    usage,
    table,
    publicKeys: new PublicKeys(table, clock),
    issuer: ourIssuer,
    issuerTokens: new IssuerTokens(issuer.url, clientId),
    serviceUserHeader: header,
    superAdmins: ['configured-subject', 'configured@example.com'],
    superAdminGroup: 'super-admins',
    get tokenPolicy() {
      return policy();
    },
  };
}

function roleOf({ defaultRoleId, roles }: ServiceUser): ActiveRole {
  const roleName = roles[defaultRoleId] ?? '';
  return builtInRoles.get(defaultRoleId) ?? { roleId: defaultRoleId, roleName, permissions: [] };
}

type Given = Pick<Grant, 'subject' | 'person' | 'role' | 'use'> & Partial<Grant>;

/** What the person's access rests on now, as assuming records it. */
async function restsOn({ store }: Authorizing, { subject, person, use, mode }: Given) {
  if (use !== 'assume' || mode !== undefined) return undefined;
  const any = { since: instant(0) };
  const who = { serviceUserId: subject.userId, personId: person.userId, ...any };
  const item = await store.table.get(userShareKey(subject.userId, person.userId));
  const share = countingShare(item, any);
  return share === undefined ? grantsOf(await findTagAccess(store.table, who)) : [grantOf(share)];
}

async function issued(it: Authorizing, given: Given) {
  const grant: Grant = {
    restsOn: await restsOn(it, given),
    sessionId: newId('session'),
    minutes: 60,
    reason: undefined,
    mode: undefined,
    source: undefined,
    endsAt: undefined,
    now: it.now,
    ...given,
  };
  const session = sessionOf(grant);
  await stored(it.store.table, putSession(session));
  return { token: it.key.token(claimsOf(grant, session, ourIssuer)), session };
}

/** The event of a request. */
export function authorizerEvent(request: AuthorizerRequest): APIGatewayRequestAuthorizerEvent {
  const { method, path } = operationRows[request.operation];
  const { params = {}, authorization, serviceUser } = request;
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const multiValueHeaders = {
    ...(authorization === undefined ? {} : { Authorization: [`Bearer ${authorization}`] }),
    ...(serviceUser === undefined ? {} : { [header]: [serviceUser] }),
    ...request.headers,
  };
  const event = {
    type: 'REQUEST',
    httpMethod: method,
    resource: path,
    path: url,
    methodArn: `arn:aws:execute-api:eu-central-1:000000000000:api/dev/${method}${url}`,
    multiValueHeaders,
    pathParameters: Object.keys(params).length === 0 ? null : params,
    requestContext: { requestId: newId('event'), identity: { sourceIp: '192.0.2.7' } },
  };
  return event as unknown as APIGatewayRequestAuthorizerEvent;
}

async function ask({ dependencies }: Authorizing, request: AuthorizerRequest): Promise<AuthorizerAnswer> {
  try {
    const { result, code } = await authorize(authorizerEvent(request), dependencies);
    if (code !== undefined) return { status: 403, code, ...ownDetail(code, result.context?.['detail']) };
    const caller = decodeCaller(result.context);
    return caller.missing === undefined ? { status: 200, caller } : { status: 404, code: caller.missing };
  } catch (error) {
    if (error instanceof CredentialRejected) return { status: 401, code: error.reason };
    throw error;
  }
}

function ownDetail(code: ProblemCode, detail: unknown): { detail?: string } {
  return detail === problems[code].remedy ? {} : { detail: String(detail) };
}
