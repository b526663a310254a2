// Copied into the folder that better-auth is installed in, with what starts it: argument 1 of that is the database's file.
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';

/** A server of better-auth with these plugins, and the cookie of somebody who is signed in. */
export async function startServer(plugins) {
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
    plugins,
  };
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  const auth = betterAuth(options);
  const signUp = await auth.api.signUpEmail({
    body: { email: 'bench@example.com', password: 'a password for a benchmark', name: 'bench' },
    asResponse: true,
  });
  const cookie = signUp.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  process.on('disconnect', () => process.exit());
  return { server, url, auth, cookie, handler: toNodeHandler(auth) };
}
