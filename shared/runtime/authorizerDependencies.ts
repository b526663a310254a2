import type { TokenPolicy } from '../policy/tokenPolicy.ts';
import type { Verifiers } from './credentials.ts';
import type { Dependencies } from './dependencies.ts';

/** What the authorizer works with beside the common dependencies. */
export interface AuthorizerDependencies extends Dependencies, Verifiers {
  readonly superAdmins: readonly string[];
  readonly superAdminGroup: string;
  readonly tokenPolicy: TokenPolicy;
}
