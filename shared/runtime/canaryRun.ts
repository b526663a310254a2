import { randomUUID } from 'node:crypto';
import { assertionType } from '../contract/oauth.ts';
import { toSeconds, type Clock } from '../domain/time.ts';
import type { AssertionSigner } from '../tokens/assertionSigner.ts';
import { readPublicJwk } from './clientJwk.ts';

/** What the canary is, and where it looks. */
export interface CanarySettings {
  /** The API's base URL, which is also the issuer. */
  readonly issuer: string;
  /** The service user that it is. */
  readonly userId: string;
  readonly signer: AssertionSigner;
  readonly clock: Clock;
}

/** How long each step took, in milliseconds, in order. */
export type CanaryTimes = Readonly<Record<string, number>>;

/** A step that was not answered as it must be. Its text holds no token. */
export class CanaryFailed extends Error {
  override readonly name = 'CanaryFailed';
  readonly step: string;

  constructor(step: string, what: string) {
    super(`${step}: ${what}`);
    this.step = step;
  }
}

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is sent, and which answer is as it must be. */
type Call = RequestInit & { readonly good: (answer: Answered) => boolean };

/** Longest wait for one answer: what takes longer is down for whoever waits. */
const patienceMs = 10_000;

/**
 * Does what an integration does, by the same door: looks for the keys, gets a token without a stored secret, uses it, has it checked,
 * revokes it, and sees that it is refused from then on.
 * @throws CanaryFailed naming the first step that went wrong.
 */
export async function canaryRun(settings: CanarySettings): Promise<CanaryTimes> {
  const { issuer, clock } = settings;
  const times: Record<string, number> = {};
  const step = async (name: string, path: string, { good, ...init }: Call) => {
    const begin = clock();
    const answer = await ask(name, `${issuer}${path}`, init);
    times[name] = clock() - begin;
    if (!good(answer)) throw new CanaryFailed(name, `answered ${answer.status}`);
    return answer.body;
  };
  await step('health', '/health', { good: ({ status, body }) => status === 200 && body['Status'] === 'ok' });
  await step('keys', '/.well-known/jwks.json', { good: ({ body }) => [body['keys']].flat().length > 0 });
  const granted = await step('token', '/oauth2/token', {
    ...form({
      grant_type: 'client_credentials',
      client_assertion_type: assertionType,
      client_assertion: await assertion(settings),
    }),
    good: ({ status, body }) => status === 200 && typeof body['access_token'] === 'string',
  });
  const token = String(granted['access_token']);
  const headers = { Authorization: `Bearer ${token}` };
  await step('read', '/users/me', { headers, good: isItself(settings) });
  const asked = { ...form({ token }), headers };
  await step('introspection', '/oauth2/introspect', {
    ...asked,
    good: ({ body }) => body['active'] === true,
  });
  await step('revocation', '/oauth2/revoke', { ...asked, good: ({ status }) => status === 200 });
  await step('refusal', '/users/me', { headers, good: ({ status }) => status === 401 });
  return times;
}

function isItself({ userId }: CanarySettings): (answer: Answered) => boolean {
  return ({ status, body }) => status === 200 && body['UserId'] === userId && body['IsServiceUser'] === true;
}

async function assertion({ issuer, userId, signer, clock }: CanarySettings): Promise<string> {
  const key = readPublicJwk(await signer.publicKey());
  if ('fault' in key) throw new CanaryFailed('assertion', key.fault);
  const iat = toSeconds(clock());
  const claims = { iss: userId, sub: userId, aud: issuer, iat, exp: iat + 60, jti: randomUUID() };
  return await signer.sign({ typ: 'JWT', kid: key.clientKeyId }, claims);
}

function form(fields: Readonly<Record<string, string>>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields) };
}

/** Redirects are failures: nobody answers for the API but the API. */
async function ask(name: string, url: string, init: RequestInit): Promise<Answered> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(url, { ...init, redirect: 'error', signal });
    return { status: response.status, body: (await response.json()) as Answered['body'] };
  } catch (error) {
    throw new CanaryFailed(name, error instanceof Error ? error.name : 'no answer');
  }
}
