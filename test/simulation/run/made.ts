import { audienceOf } from './applications.ts';
import type { Checks } from './checks.ts';
import type { Knowledge, Credential } from './knowledge.ts';
import { claimsOfIssued } from './oauth.ts';
import type { Seen } from './seen.ts';

/** A credential that an answer hands out. */
export type Made = Omit<Parameters<Knowledge['add']>[0], 'received' | 'receivedAt'>;

/** The credential that an answer hands out, if any. */
export function madeOf(seen: Seen, body: Readonly<Record<string, unknown>>): Made | undefined {
  const { request } = seen;
  if (typeof body['access_token'] === 'string') return issuedOf(body['access_token'], seen);
  const isUser = request.id === 'createUser';
  const token = (isUser ? body['Token'] : body) as Record<string, unknown> | undefined;
  if (typeof token?.['Token'] !== 'string') return undefined;
  const userId = isUser ? body['UserId'] : request.params['userId'];
  return token['SessionId'] === undefined ? secretOf(token, String(userId)) : sessionOf(token, seen);
}

/** What is got with a token of ours ends with it at the latest; by a share that somebody in the mode has too, not with the mode. */
export function holdLife({ request, credential }: Seen, made: Made, checks: Checks): void {
  if (made.kind === 'secret' || !bounding.has(credential.kind)) return;
  checks.check(
    'nothing outlives what it was got with',
    made.expiresAt <= credential.expiresAt,
    () => `${request.requestId} made ${made.kind} ${made.id}`,
  );
}

const bounding: ReadonlySet<Credential['kind']> = new Set(['secret', 'access', 'application']);

function byModeOf(kind: Credential['kind'], { credential, shared }: Seen): Credential['byMode'] {
  if (kind === 'mode') return 'yes';
  // Of whom it is follows from what it was got with.
  if (kind === 'application') return credential.byMode;
  if (credential.kind !== 'mode') return 'no';
  return shared ? 'maybe' : 'yes';
}

/** A token of the token endpoint: of the service user itself, or assumed. */
function issuedOf(value: string, seen: Seen): Made {
  const { jti: id, sub: userId, exp, role_id: roleId, act } = claimsOfIssued(value);
  const audience = audienceOf(seen.request);
  const scope = seen.request.form?.['scope']?.split(' ');
  const common = { value, id, userId, roleId, audience, scope, expiresAt: exp * 1000 };
  if (act === undefined) return { ...common, kind: 'access', personId: userId, byMode: 'no' };
  const assumed = { personId: act.sub, byMode: byModeOf('assumed', seen), ...gotWith(seen.credential) };
  return { ...common, kind: 'assumed', ...assumed };
}

function secretOf({ Token, TokenId, RoleId, ExpiresAt }: Record<string, unknown>, userId: string): Made {
  const roleId = typeof RoleId === 'string' ? RoleId : undefined;
  const id = String(TokenId);
  const whose = { userId, personId: userId, roleId, byMode: 'no' } as const;
  const expiresAt = ExpiresAt === null ? Infinity : Date.parse(String(ExpiresAt));
  return { value: String(Token), kind: 'secret', id, ...whose, expiresAt };
}

const kinds: Partial<Record<Seen['request']['id'], 'mode' | 'application'>> = {
  enterSuperAdminMode: 'mode',
  createApplicationToken: 'application',
};

/** What it ends with: the long-lived token in use, or what the credential in use was got with. */
function gotWith({ kind: used, id, source }: Credential): { source?: string } {
  const gotWith = used === 'secret' ? id : source;
  return gotWith === undefined ? {} : { source: gotWith };
}

function sessionOf(body: Record<string, unknown>, seen: Seen): Made {
  const { request, credential } = seen;
  const kind = kinds[request.id] ?? 'assumed';
  return {
    ...{ value: String(body['Token']), kind, id: String(body['SessionId']), userId: String(body['UserId']) },
    ...{ personId: credential.personId, roleId: String(body['RoleId']) },
    ...{ audience: audienceOf(request), byMode: byModeOf(kind, seen), ...gotWith(credential) },
    // As many as the role permitted of them when it was issued.
    scope: credential.scope && claimsOfIssued(String(body['Token'])).scope.split(' '),
    expiresAt: Date.parse(String(body['ExpiresAt'])),
  };
}
