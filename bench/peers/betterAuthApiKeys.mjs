// Copied into the folder that better-auth is installed in, and run there: argument 1 is the database's file.
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';

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
  plugins: [apiKey({ rateLimit: { enabled: false } })],
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const auth = betterAuth(options);
const handler = toNodeHandler(auth);

server.on('request', (request, response) => {
  if (request.url !== '/verify') return void handler(request, response);
  void text(request).then(async (key) => {
    const { valid } = await auth.api.verifyApiKey({ body: { key } });
    response
      .writeHead(valid ? 200 : 401, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ valid }));
  });
});

const signUp = await auth.api.signUpEmail({
  body: { email: 'bench@example.com', password: 'a password for a benchmark', name: 'bench' },
  asResponse: true,
});
const cookie = signUp.headers
  .getSetCookie()
  .map((line) => line.split(';')[0])
  .join('; ');
const issue = {
  url: `${url}/api/auth/api-key/create`,
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Cookie: cookie, Origin: url },
  body: JSON.stringify({ name: 'bench' }),
};
const answer = await fetch(issue.url, issue);
const made = await answer.text();
if (!answer.ok) throw new Error(`making a key answered ${answer.status}: ${made}`);
process.send({
  issue,
  verify: { url: `${url}/verify`, method: 'POST', headers: {}, body: JSON.parse(made).key },
});
process.on('disconnect', () => process.exit());
