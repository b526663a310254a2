import { readTokenPolicy, type TokenPolicy } from '../policy/tokenPolicy.ts';
import type { TokenKind } from '../domain/token.ts';
import { settingOr, settings } from './config.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';

/** Dependencies of a function that makes secrets of long-lived tokens. */
export interface TokenDependencies extends Dependencies {
  readonly tokenPolicy: TokenPolicy;
  readonly tokenPrefixes: Readonly<Record<TokenKind, string>>;
}

/** Makes the dependencies of a container; settings are read with the first use, so that a bad one is told in a request's log. */
export function createTokenDependencies(): TokenDependencies {
  let policy: TokenPolicy | undefined;
  return Object.defineProperties({} as TokenDependencies, {
    ...Object.getOwnPropertyDescriptors(createDependencies()),
    tokenPolicy: { get: () => (policy ??= readTokenPolicy(settingOr('TOKEN_POLICY', ''))) },
    tokenPrefixes: { get: prefixes },
  });
}

function prefixes(): TokenDependencies['tokenPrefixes'] {
  const [service = 'sut', personal = 'pat'] = settings('TOKEN_PREFIXES');
  return { service, personal };
}
