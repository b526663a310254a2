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

function byModeOf(kind: Credential['kind'], { credential, shared }: Seen): Credential['byMode'] {
  if (kind === 'mode') return 'yes';
  if (credential.kind !== 'mode') return 'no';
  return shared ? 'maybe' : 'yes';
}

/** A token of the token endpoint: of the service user itself, or assumed. */
function issuedOf(value: string, seen: Seen): Made {
  const { jti: id, sub: userId, exp, role_id: roleId, act } = claimsOfIssued(value);
  const common = { value, id, userId, roleId, expiresAt: exp * 1000 };
  if (act === undefined) return { ...common, kind: 'access', personId: userId, byMode: 'no' };
  return { ...common, kind: 'assumed', personId: act.sub, byMode: byModeOf('assumed', seen) };
}

function secretOf({ Token, TokenId, RoleId }: Record<string, unknown>, userId: string): Made {
  const roleId = typeof RoleId === 'string' ? RoleId : undefined;
  const id = String(TokenId);
  const whose = { userId, personId: userId, roleId, byMode: 'no' } as const;
  return { value: String(Token), kind: 'secret', id, ...whose, expiresAt: Infinity };
}

function sessionOf(body: Record<string, unknown>, seen: Seen): Made {
  const { request, credential } = seen;
  const kind = request.id === 'enterSuperAdminMode' ? 'mode' : 'assumed';
  return {
    ...{ value: String(body['Token']), kind, id: String(body['SessionId']), userId: String(body['UserId']) },
    ...{ personId: credential.personId, roleId: String(body['RoleId']) },
    byMode: byModeOf(kind, seen),
    expiresAt: Date.parse(String(body['ExpiresAt'])),
  };
}
