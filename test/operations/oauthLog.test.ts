import { readFile } from 'node:fs/promises';
import { describe, expect, inject, it } from 'vitest';
import { field, type Answer } from '../support/api.ts';
import { aClient, basic, oauth, type Client } from '../support/oauth.ts';

/** What the log says of a request, found by the id that its client was told. */
async function linesOf(answer: Answer): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(inject('product').log, 'utf8')).split('\n');
  return lines
    .filter((line) => line.includes(field(answer, 'requestId')))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const unknownSecret = 'sut_0123456789abcdefghijABCDEFGHIJ000000';

describe('the log of the OAuth endpoints', () => {
  it.each<[string, string, (client: Client) => Promise<Answer>]>([
    [
      'a client with a mistyped secret',
      'checksum',
      ({ userId }) =>
        oauth('/oauth2/token', { grant_type: 'client_credentials' }, basic(userId, unknownSecret)),
    ],
    [
      'somebody who asks with a token that is none',
      'malformed',
      () => oauth('/oauth2/introspect', { token: 'x' }, { Authorization: 'Bearer x' }),
    ],
    [
      'an actor whose token is none',
      'malformed',
      ({ userId }) =>
        oauth('/oauth2/token', {
          grant_type: exchange,
          subject_token: userId,
          subject_token_type: 'urn:service-users:token-type:user-id',
          actor_token: 'x',
          actor_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        }),
    ],
    [
      'a job for a client that is not there',
      'unknown-subject',
      () =>
        oauth('/oauth2/token', {
          grant_type: exchange,
          client_id: 'svc_00000000000000000000000000',
          subject_token:
            'eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwczovL2NpLmV4YW1wbGUuY29tIn0.AAAA',
          subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        }),
    ],
  ])('says why it refused %s, under the id that the client was told', async (_, reason, ask) => {
    const answer = await ask(await aClient());
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const lines = await linesOf(answer);
    expect(lines.filter(({ message }) => message === 'refused')).toMatchObject([{ reason }]);
    expect(lines.filter(({ message }) => message === 'request')).toMatchObject([
      { status: answer.status, code: field(answer, 'error') },
    ]);
  });
});
