import { grantTypes } from '../contract/oauth.ts';
import { assertionAlgorithms } from '../domain/clientKey.ts';

const authentication = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];

/** What both discovery documents say of this server, so that they cannot disagree (RFC 8414 section 2, RFC 9068 section 4). */
export function serverMetadata(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    token_endpoint: tokenEndpoint(issuer),
    introspection_endpoint: `${issuer}/oauth2/introspect`,
    revocation_endpoint: `${issuer}/oauth2/revoke`,
    response_types_supported: ['token'],
    grant_types_supported: [...grantTypes],
    // `none`: an exchange proves itself by its tokens.
    token_endpoint_auth_methods_supported: [...authentication, 'none'],
    token_endpoint_auth_signing_alg_values_supported: [...assertionAlgorithms],
    introspection_endpoint_auth_methods_supported: authentication,
    introspection_endpoint_auth_signing_alg_values_supported: [...assertionAlgorithms],
    revocation_endpoint_auth_methods_supported: authentication,
    revocation_endpoint_auth_signing_alg_values_supported: [...assertionAlgorithms],
  };
}

/** The token endpoint, which is also an audience of client assertions (RFC 7523 section 3). */
export function tokenEndpoint(issuer: string): string {
  return `${issuer}/oauth2/token`;
}
