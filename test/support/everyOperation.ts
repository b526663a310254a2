import { operationRows, type OperationId } from '../../shared/contract/operations.ts';
import type { Operation } from '../../shared/contract/operation.ts';
import { unknownId } from './created.ts';

/** An operation that needs a credential, at one of its paths. */
export interface GuardedRoute {
  readonly id: OperationId;
  readonly row: Operation;
  readonly path: string;
}

/** Every operation that needs a credential, at each of its paths. */
export const guardedRoutes: readonly GuardedRoute[] = Object.entries(operationRows).flatMap(([id, row]) =>
  row.action === 'public'
    ? []
    : [row.path, ...(row.alsoAt ?? [])].map((path) => ({ id: id as OperationId, row, path })),
);

/** What a path parameter can be in tests that are not about it: an id of the right form that nothing has. */
export const placeholders: Readonly<Record<string, string>> = {
  userId: unknownId.serviceUser,
  roleId: unknownId.role,
  teamId: unknownId.team,
  sessionId: unknownId.session,
  tagId: unknownId.tag,
  tokenId: unknownId.token,
  resourceId: unknownId.resource,
  granteeId: unknownId.person,
  applicationId: 'no-such-application',
  trustRuleId: unknownId.trustRule,
  clientKeyId: 'no-such-key',
};

/** A path with its parameters filled in. */
export function filled(path: string, values: Readonly<Record<string, string>> = placeholders): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? placeholders[name];
    if (value === undefined) throw new Error(`everyOperation.ts has no placeholder for ${name}`);
    return value;
  });
}

/** Names of the parameters of a path. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
