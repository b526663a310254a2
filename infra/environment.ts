import type { Operation } from '../shared/contract/operation.ts';
import type { Shared } from './grants.ts';
import type { TrustedIssuer } from './peoplePool.ts';
import type { StageSettings } from './stages.ts';
import type { WorkerUse } from './workers.ts';

/** What a stage is made of, as far as functions must know it. */
export interface Surroundings extends Shared {
  readonly stage: StageSettings;
  /** The API's base URL: the issuer of our tokens and their default audience. */
  readonly publicUrl: string;
  readonly trusted: TrustedIssuer;
  /** Origin of the web console, where the stage has one. */
  readonly consoleOrigin: string | undefined;
}

type Environment = Readonly<Record<string, string>>;

/** Variables that follow from the uses of a function. */
export function environmentFor(uses: readonly WorkerUse[], around: Surroundings): Environment {
  const touchesTable = uses.includes('table:read') || uses.includes('table:write');
  const needsKeys = uses.includes('kms:sign') || uses.includes('kms:getPublicKey');
  return {
    ISSUER: around.publicUrl,
    ...(touchesTable ? { TABLE_NAME: around.storage.table.tableName } : {}),
    ...(uses.includes('events:publish') ? { EVENT_BUS: around.bus.eventBusName } : {}),
    ...(needsKeys ? { SIGNING_KEYS: around.signingKeys.map(({ keyArn }) => keyArn).join(',') } : {}),
  };
}

/** Variables of an operation: those of its uses, and the origin whose pages may read its answers. */
export function operationEnvironment(row: Operation, around: Surroundings): Environment {
  const { consoleOrigin } = around;
  return {
    ...environmentFor(row.uses, around),
    ...(row.uses.includes('tokens:issue') ? tokenEnvironment(around.stage) : {}),
    ...(row.uses.includes('credentials:verify') ? trustEnvironment(around) : {}),
    ...(row.uses.includes('issuers:read') ? issuerEnvironment(around) : {}),
    ...(consoleOrigin === undefined ? {} : { CORS_ORIGIN: consoleOrigin }),
  };
}

/** Variables of the authorizer: whom to trust, and who may switch to Super-Admin. */
export function authorizerEnvironment(uses: readonly WorkerUse[], around: Surroundings): Environment {
  return { ...environmentFor(uses, around), ...trustEnvironment(around) };
}

/** Variables of an operation that judges outside issuers: who signs people in is none. */
function issuerEnvironment({ stage, trusted }: Surroundings): Environment {
  return { ...signInEnvironment(trusted), ...(stage.localIssuers === true ? { LOCAL_ISSUERS: 'true' } : {}) };
}

function signInEnvironment({ issuer, clientId }: TrustedIssuer): Environment {
  return { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId };
}

function trustEnvironment({ stage, trusted }: Surroundings): Environment {
  return {
    ...signInEnvironment(trusted),
    SERVICE_USER_HEADER: stage.serviceUserHeader,
    SUPER_ADMINS: stage.superAdmins.join(','),
    SUPER_ADMIN_GROUP: stage.superAdminGroup,
    ...policyEnvironment(stage),
  };
}

/** Variables of an operation that makes secrets of long-lived tokens. */
function tokenEnvironment(stage: StageSettings): Environment {
  return { TOKEN_PREFIXES: stage.tokenPrefixes.join(','), ...policyEnvironment(stage) };
}

/** Nothing where the stage has no policy. */
function policyEnvironment({ tokenPolicy }: StageSettings): Environment {
  return tokenPolicy === undefined ? {} : { TOKEN_POLICY: JSON.stringify(tokenPolicy) };
}
