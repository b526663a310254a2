import type { OwnIssuers } from '../../domain/trustRule.ts';
import { systemClock } from '../../domain/time.ts';
import type { FetchRules } from '../../tokens/fetchDocument.ts';
import { OutsideKeys } from '../../tokens/outsideKeys.ts';
import { setting, settingOr } from '../config.ts';
import { createDependencies, type Dependencies } from '../dependencies.ts';

/** Makes the keys of outside issuers, as the stage allows to ask for them. */
export function createOutsideKeys(): OutsideKeys {
  return new OutsideKeys(issuerRules(), systemClock);
}

/** Which issuers may be trusted. */
export interface IssuerRules extends FetchRules {
  readonly ownIssuers: OwnIssuers;
}

/** Dependencies of a function that judges which issuers may be trusted. */
export interface TrustDependencies extends Dependencies {
  readonly issuerRules: IssuerRules;
}

/** Makes the dependencies of a container; settings are read with the first use. */
export function createTrustDependencies(): TrustDependencies {
  return Object.defineProperties({} as TrustDependencies, {
    ...Object.getOwnPropertyDescriptors(createDependencies()),
    issuerRules: { get: issuerRules },
  });
}

/** Which outside issuers may be trusted and asked. @throws Error where a setting is missing. */
function issuerRules(): IssuerRules {
  return { localIssuers: settingOr('LOCAL_ISSUERS', '') === 'true', ownIssuers: createOwnIssuers() };
}

/** Whose tokens no rule may stand for. @throws Error where a setting is missing. */
export function createOwnIssuers(): OwnIssuers {
  const signIn = { issuer: setting('OIDC_ISSUER'), audience: setting('OIDC_CLIENT_ID') };
  return { issuer: setting('ISSUER'), signIn };
}
