import { generateKeyPairSync } from 'node:crypto';
import type { OperationId } from '../../shared/contract/operations.ts';
import { jwt } from './jwt.ts';
import { aRule } from './trust.ts';

/** In the form of an outside token; no rule is about it. */
const outside = jwt(
  { alg: 'RS256', typ: 'JWT', kid: '1' },
  { iss: 'https://idp.example.com', aud: 'x' },
  () => Buffer.alloc(256, 1),
);

/** A body of each operation that takes one, with nothing wrong; a name in it that must be unique is the one given. */
export const goodBodies: Readonly<Partial<Record<OperationId, (name: string) => object>>> = {
  createUser: (name) => ({ Name: name, Description: name }),
  updateUser: (name) => ({ Description: name }),
  createAuthToken: (name) => ({ Reason: name }),
  enterSuperAdminMode: (name) => ({ Reason: name }),
  createRole: (name) => ({ RoleName: name, Permissions: [] }),
  updateRole: (name) => ({ Description: name }),
  createTeam: (name) => ({ TeamName: name }),
  createToken: (name) => ({ Name: name }),
  rotateToken: () => ({ OverlapMinutes: 0 }),
  shareWithUser: () => ({ AccessType: 'Owner' }),
  shareWithTag: () => ({ AccessType: 'Owner' }),
  createTag: (name) => ({ TagKey: 'team', TagValue: name }),
  addTagUser: () => ({ AccessType: 'ReadOnly' }),
  createResource: (name) => ({ ResourceType: 'notebook', Name: name }),
  shareResourceWithUser: () => ({ AccessType: 'Editor' }),
  shareResourceWithTag: () => ({ AccessType: 'Editor' }),
  putApplication: (name) => ({ Name: name }),
  createApplicationToken: () => ({ DurationMinutes: 5 }),
  createTrustRule: (name) => ({ ...aRule, Name: name }),
  updateTrustRule: (name) => ({ Name: name }),
  explainTrustRules: () => ({ Token: outside }),
  addClientKey: (name) => ({ Name: name, Jwk: aKey() }),
};

/** A public key that is good for client assertions. */
export function aKey(): object {
  return generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
}
