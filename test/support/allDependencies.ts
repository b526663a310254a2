import type { TokenEndpointDependencies } from '../../shared/runtime/oauth/oauthDependencies.ts';
import type { TrustDependencies } from '../../shared/runtime/oauth/outsideIssuers.ts';
import type { SigningDependencies } from '../../shared/runtime/signing.ts';
import type { TokenDependencies } from '../../shared/runtime/tokenDependencies.ts';

/** Everything that any function works with. */
export type AllDependencies = TokenEndpointDependencies &
  SigningDependencies &
  TokenDependencies &
  TrustDependencies;
