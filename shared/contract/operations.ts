import { authTokenOperations } from './authTokens.ts';
import type { Operation } from './operation.ts';
import { oauthOperations } from './oauth.ts';
import { publicOperations } from './publicOperations.ts';
import { roleOperations } from './roles.ts';
import { superAdminOperations } from './superAdmins.ts';
import { applicationOperations } from './applications.ts';
import { resourceOperations } from './resources.ts';
import { shareOperations } from './shares.ts';
import { tagOperations } from './tags.ts';
import { tokenOperations } from './tokens.ts';
import { teamOperations } from './teams.ts';
import { trustRuleOperations } from './trustRules.ts';
import { userOperations } from './users.ts';

/** The table of operations: every one of the API, by operationId. */
export const operations = {
  ...publicOperations,
  ...oauthOperations,
  ...userOperations,
  ...authTokenOperations,
  ...superAdminOperations,
  ...roleOperations,
  ...teamOperations,
  ...tokenOperations,
  ...shareOperations,
  ...tagOperations,
  ...resourceOperations,
  ...applicationOperations,
  ...trustRuleOperations,
};

/** Name of an operation, of its file in `functions/`, its construct, its log field and its client method. */
export type OperationId = keyof typeof operations;

/** The row of one operation. */
export type Row<Id extends OperationId> = (typeof operations)[Id];

/** Rows in the common type, for code that loops over them. */
export const operationRows = operations as Readonly<Record<OperationId, Operation>>;

export type { PathParams } from './operation.ts';
