import type { OwnIssuers } from '../../domain/trustRule.ts';
import type { OutsideKeys } from '../../tokens/outsideKeys.ts';
import {
  createAuthorizerDependencies,
  once,
  type AuthorizerDependencies,
} from '../authorizerDependencies.ts';
import { createOutsideKeys, createOwnIssuers } from './outsideIssuers.ts';
import { withSigner, type SigningDependencies } from '../signing.ts';

/** What the OAuth endpoints work with: they authenticate as the authorizer does. */
export type OAuthDependencies = AuthorizerDependencies;

/** What the token endpoint works with. */
export interface TokenEndpointDependencies extends OAuthDependencies, Pick<SigningDependencies, 'signer'> {
  readonly outsideKeys: OutsideKeys;
  readonly ownIssuers: OwnIssuers;
}

/** Makes the dependencies of the token endpoint. */
export function createTokenEndpointDependencies(): TokenEndpointDependencies {
  const signing = withSigner(createAuthorizerDependencies());
  return Object.defineProperties({} as TokenEndpointDependencies, {
    ...Object.getOwnPropertyDescriptors(signing),
    outsideKeys: { get: once(createOutsideKeys) },
    ownIssuers: { get: once(createOwnIssuers) },
  });
}
