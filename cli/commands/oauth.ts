import { serviceToken, serviceUserHeader, serviceUsers, type AnswerOf } from '../../client/index.ts';
import { columns } from '../columns.ts';
import { command, group, text } from '../command.ts';
import { addressOf } from '../credentials.ts';
import { UsageError } from '../exitCodes.ts';
import { oauthForm } from '../oauthForm.ts';
import { showOne } from '../output.ts';
import { readSecretFrom } from '../readText.ts';
import type { Session } from '../session.ts';
import { say } from '../terminal.ts';

const tokenFile = text('Read the token from a file instead of standard input', { placeholder: 'file' });

/** OAuth endpoints know one credential per request: the service user's where one is assumed. */
async function bearerOf({ credentials }: Session): Promise<string> {
  const headers = await (await credentials())();
  return headers[serviceUserHeader] ?? (headers['authorization'] ?? '').replace(/^Bearer /, '');
}

/** `service-users introspect` */
export const introspect = command({
  brief: 'Ask whether a token works now, and whose it is; reads it from standard input',
  flags: { tokenFile },
  run: async (session, _, flags) => {
    const token = await readSecretFrom('Token', flags.tokenFile);
    const { baseUrl } = session.access();
    const request = { baseUrl, path: '/oauth2/introspect', fields: { token } } as const;
    const body = await oauthForm({ ...request, bearer: await bearerOf(session) });
    showOne(body as AnswerOf<'introspectToken'>['body'], columns.introspection, session.output);
  },
});

/** `service-users revoke` */
export const revoke = command({
  brief: 'End a token at once; reads it from standard input',
  more: 'Whoever holds a long-lived token may end it, without signing in: a leaked one is stopped by who finds it.\nA short-lived one is ended by whose it is, and by those with access to its service user.',
  flags: { tokenFile },
  run: async (session, _, flags) => {
    const token = await readSecretFrom('Token', flags.tokenFile);
    const baseUrl = addressOf({ profile: session.profile, url: session.flags.url });
    const request = { baseUrl, path: '/oauth2/revoke', fields: { token } } as const;
    const isJwt = token.split('.').length === 3;
    if (!isJwt) mustBeWhole(token);
    await oauthForm({ ...request, ...(isJwt ? { bearer: await bearerOf(session) } : {}) });
    say('It works no more.');
  },
});

/** The endpoint answers a mistyped token like one that is dead; a person would take the leak for stopped. */
function mustBeWhole(token: string): void {
  try {
    serviceToken(token);
  } catch {
    throw new UsageError('This is no whole token: its checksum does not fit.');
  }
}

type Document = 'getJwks' | 'getDiscovery' | 'getAuthorizationServerMetadata' | 'getOpenApi';

/** A document that anybody may read; JSON also on a terminal. */
function document(operation: Document, brief: string) {
  return command({
    brief,
    run: async ({ flags, profile, output }) => {
      const baseUrl = addressOf({ profile, url: flags.url });
      const { body } = await serviceUsers({ baseUrl })[operation]();
      const format = output.format === 'jsonl' ? 'jsonl' : 'json';
      showOne<object>(body, {}, output.query === undefined ? { ...output, format } : output);
    },
  });
}

/** `service-users published …` */
export const published = group('What the installation publishes, to be read by anybody', {
  keys: document('getJwks', 'Print the public keys that verify its tokens'),
  openid: document('getDiscovery', 'Print its OpenID Connect discovery document'),
  oauth: document('getAuthorizationServerMetadata', 'Print its OAuth endpoints and abilities'),
  openapi: document('getOpenApi', 'Print the description of its API'),
});
