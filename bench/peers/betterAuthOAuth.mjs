// Copied into the folder that better-auth is installed in, and run there.
import { oauthProvider } from '@better-auth/oauth-provider';
import { jwt } from 'better-auth/plugins';
import { startServer } from './betterAuthServer.mjs';

const { server, url, auth, cookie, handler } = await startServer([
  jwt({ jwks: { keyPairConfig: { alg: 'ES256' } } }),
  oauthProvider({
    loginPage: '/login',
    consentPage: '/consent',
    scopes: ['openid', 'read'],
    clientPrivileges: () => true,
  }),
]);
server.on('request', (request, response) => void handler(request, response));

const client = await auth.api.adminCreateOAuthClient({
  headers: new Headers({ cookie }),
  body: {
    client_name: 'bench',
    grant_types: ['client_credentials'],
    client_credentials_scopes: ['read'],
    token_endpoint_auth_method: 'client_secret_basic',
    response_types: [],
  },
});
const headers = {
  Authorization: `Basic ${Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')}`,
  'Content-Type': 'application/x-www-form-urlencoded',
};
const post = (path, fields) => ({
  url: `${url}/api/auth/oauth2/${path}`,
  method: 'POST',
  headers,
  body: new URLSearchParams(fields).toString(),
});
// Without a resource: a token that is stored. For a resource it is a JWT, of which nothing is stored.
const issue = post('token', { grant_type: 'client_credentials' });
const issued = await (await fetch(issue.url, issue)).json();
const verify = post('introspect', { token: issued.access_token, token_type_hint: 'access_token' });
const seen = await (await fetch(verify.url, verify)).json();
if (seen.active !== true) throw new Error(`introspection answered ${JSON.stringify(seen)}`);
process.send({ issue, verify });
