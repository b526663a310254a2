import { OutsideKeys } from '../../tokens/outsideKeys.ts';
import type { FetchRules } from '../../tokens/fetchDocument.ts';
import { systemClock } from '../../domain/time.ts';
import { createAuthorizerDependencies, once, type AuthorizerDependencies } from '../authorizerDependencies.ts';
import { settingOr } from '../config.ts';
import { withSigner, type SigningDependencies } from '../signing.ts';

/** What the OAuth endpoints work with: they authenticate as the authorizer does. */
export type OAuthDependencies = AuthorizerDependencies;

/** What the token endpoint works with. */
export interface TokenEndpointDependencies extends OAuthDependencies, Pick<SigningDependencies, 'signer'> {
  readonly outsideKeys: OutsideKeys;
}

/** Makes the dependencies of the token endpoint. */
export function createTokenEndpointDependencies(): TokenEndpointDependencies {
  const signing = withSigner(createAuthorizerDependencies());
  return Object.defineProperties({} as TokenEndpointDependencies, {
    ...Object.getOwnPropertyDescriptors(signing),
    outsideKeys: { get: once(createOutsideKeys) },
  });
}

/** Makes the keys of outside issuers, as the stage allows to ask for them. */
export function createOutsideKeys(): OutsideKeys {
  return new OutsideKeys(fetchRules(), systemClock);
}

/** Which outside issuers may be asked. */
export function fetchRules(): FetchRules {
  return { localIssuers: settingOr('LOCAL_ISSUERS', '') === 'true' };
}
