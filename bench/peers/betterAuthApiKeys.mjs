// Copied into the folder that better-auth is installed in, and run there.
import { text } from 'node:stream/consumers';
import { apiKey } from '@better-auth/api-key';
import { startServer } from './betterAuthServer.mjs';

const { server, url, auth, cookie, handler } = await startServer([apiKey({ rateLimit: { enabled: false } })]);

server.on('request', (request, response) => {
  if (request.url !== '/verify') return void handler(request, response);
  void text(request).then(async (key) => {
    const { valid } = await auth.api.verifyApiKey({ body: { key } });
    response
      .writeHead(valid ? 200 : 401, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ valid }));
  });
});

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
