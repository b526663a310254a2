import { readTokenPolicy, type TokenPolicy } from '../policy/tokenPolicy.ts';
import { IssuerTokens } from '../tokens/issuerTokens.ts';
import { setting, settingOr, settings } from './config.ts';
import type { Verifiers } from './credentials.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';

/** What authenticating works with beside the common dependencies: in the authorizer, and where a function takes tokens itself. */
export interface AuthorizerDependencies extends Dependencies, Verifiers {
  readonly superAdmins: readonly string[];
  readonly superAdminGroup: string;
  readonly tokenPolicy: TokenPolicy;
}

/** Makes the dependencies of a container; settings are read with the first use, so that a missing one is told in a request's log. */
export function createAuthorizerDependencies(): AuthorizerDependencies {
  return Object.defineProperties({} as AuthorizerDependencies, {
    ...Object.getOwnPropertyDescriptors(createDependencies()),
    issuer: { get: once(() => setting('ISSUER')) },
    issuerTokens: { get: once(() => new IssuerTokens(setting('OIDC_ISSUER'), setting('OIDC_CLIENT_ID'))) },
    serviceUserHeader: { get: once(() => settingOr('SERVICE_USER_HEADER', 'X-Amorphic-Service-User')) },
    superAdmins: { get: once(() => settings('SUPER_ADMINS').map(lowerEmail)) },
    superAdminGroup: { get: once(() => settingOr('SUPER_ADMIN_GROUP', '')) },
    tokenPolicy: { get: once(() => readTokenPolicy(settingOr('TOKEN_POLICY', ''))) },
  });
}

/** Makes a value with its first use; what fails is tried again with the next. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

function lowerEmail(name: string): string {
  return name.includes('@') ? name.toLowerCase() : name;
}
