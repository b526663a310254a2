// Copied into the folder that better-auth is installed in, and run there: argument 1 is the database's file.
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const options = {
  database: new DatabaseSync(process.argv[2]),
  baseURL: url,
  secret: 'a secret of thirty-two characters, for a benchmark only',
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  logger: { level: 'error' },
  plugins: [
    jwt({ jwks: { keyPairConfig: { alg: 'ES256' } } }),
    oauthProvider({
      loginPage: '/login',
      consentPage: '/consent',
      scopes: ['openid', 'read'],
      clientPrivileges: () => true,
    }),
  ],
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const auth = betterAuth(options);
const handler = toNodeHandler(auth);
server.on('request', (request, response) => void handler(request, response));

const signUp = await auth.api.signUpEmail({
  body: { email: 'bench@example.com', password: 'a password for a benchmark', name: 'bench' },
  asResponse: true,
});
const cookie = signUp.headers
  .getSetCookie()
  .map((line) => line.split(';')[0])
  .join('; ');
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
process.on('disconnect', () => process.exit());
