import type { Item } from '../../../shared/store/item.ts';
import { keyOfWrite } from '../../../shared/store/writes.ts';
import type { AllDependencies } from '../../support/allDependencies.ts';
import { ourIssuer } from '../../support/signingKey.ts';
import { given } from '../../support/stored.ts';
import {
  CachingTable,
  CarelessTable,
  DistortedTable,
  OpenTable,
  TrustingTable,
  changing,
  putting,
  unconditional,
} from './brokenTables.ts';
import type { Request } from './request.ts';
import type { Broken } from './simulate.ts';

/** A way to break the product, with the promise that finds it out. */
export interface BrokenWay {
  readonly way: string;
  readonly found: string;
  /** A seed that finds it out, where the test begins to look. */
  readonly seed: number;
  readonly broken: Broken;
}

/** Signs each token for this API, whatever it was asked for. */
function forThisApi(dependencies: AllDependencies): AllDependencies {
  const { signer } = dependencies;
  const sign: typeof signer.sign = (claims) => signer.sign({ ...claims, aud: ourIssuer });
  const takeCalls: typeof signer.takeCalls = () => signer.takeCalls();
  return {
    ...dependencies,
    signer: Object.assign(Object.create(signer) as typeof signer, { sign, takeCalls }),
  };
}

/** Asks about the secret that a client proves itself with in place of the token that it asks about. */
function aboutTheClient(request: Request): Request {
  const secret = request.form?.['client_secret'];
  if (request.id !== 'introspectToken' || secret === undefined) return request;
  return { ...request, form: { ...request.form, token: secret } };
}

const opened = (item: Item): Item =>
  item['entity'] === 'application' ? { ...item, interactiveOnly: false } : item;

const lasting = (item: Item): Item =>
  item['entity'] === 'idempotency' ? { ...item, ttl: Number(item['ttl']) * 2 } : item;

/** The record of an access token says nothing of the scope that was asked for. */
const unnarrowed = (item: Item): Item => ({ ...item, scope: undefined });

const endless = (item: Item): Item => (item['entity'] === 'token' ? { ...item, expiresAt: undefined } : item);

/** What a person got for an application with a token of their own no longer says so. */
const rootless = (item: Item): Item =>
  item['audience'] !== undefined && String(item['userId']).startsWith('usr_')
    ? { ...item, source: undefined }
    : item;

/** Ways to break what becomes of tokens, ours and those from outside. */
export const brokenTokens: readonly BrokenWay[] = [
  {
    way: 'tokens from outside are not remembered',
    found: 'accepted once',
    seed: 1,
    broken: { openTable: changing((writes) => writes.filter((write) => keyOfWrite(write).sk !== 'USED')) },
  },
  {
    way: 'of two that present a token from outside at once both win',
    found: 'accepted once',
    seed: 3,
    broken: {
      openTable: changing((writes) =>
        writes.map((write) => (keyOfWrite(write).sk === 'USED' ? unconditional(write) : write)),
      ),
    },
  },
  {
    way: 'a token from outside is remembered until it ends and no longer',
    found: 'accepted once',
    seed: 58,
    broken: {
      openTable: changing(putting('usedAssertion', (item) => ({ ...item, ttl: Number(item['ttl']) - 600 }))),
    },
  },
  {
    way: 'a trust rule that is changed is the same as before',
    found: 'refused for good',
    seed: 2,
    broken: { openTable: changing(putting('trustRule', (item) => ({ ...item, termsVersion: 1 }))) },
  },
  {
    way: 'the conditions of trust rules are not looked at',
    found: 'nobody else is trusted',
    seed: 4,
    broken: { openTable: (...args) => new TrustingTable(...args) },
  },
  {
    way: 'a key that is registered again is the same as before',
    found: 'refused for good',
    seed: 11,
    broken: {
      openTable: changing(
        putting('clientKey', (item) => ({ ...item, grantId: undefined, createdAt: given })),
      ),
    },
  },
  {
    way: 'an assertion is remembered where it gets a token and nowhere else',
    found: 'accepted once',
    seed: 24,
    broken: { openTable: (...args) => new CarelessTable(...args) },
  },
  {
    way: 'client keys are cached',
    found: 'nobody else is trusted',
    seed: 11,
    broken: { openTable: (...args) => new CachingTable(args, 'CLIENTKEY#key-0', 'CLIENTKEY#key-1') },
  },
  {
    way: 'a token for an application is signed for this API',
    found: 'a token is for its audience only',
    seed: 42,
    broken: { adapt: forThisApi },
  },
  {
    way: 'every application is taken for an open one',
    found: 'no token for a closed application',
    seed: 195,
    broken: { openTable: (...args) => new OpenTable(args, opened) },
  },
  {
    way: 'that an application is open is not repeated in the write',
    found: 'allowed when stored',
    seed: 565,
    broken: {
      openTable: changing((writes) =>
        writes.filter((write) => !('check' in write && write.check.pk.startsWith('APPLICATION#'))),
      ),
    },
  },
  {
    way: 'a token for an application does not end with the token that it was got with',
    found: 'refused for good',
    seed: 11,
    broken: { openTable: changing(putting('session', rootless)) },
  },
  {
    way: 'introspection tells of the client that asks',
    found: 'introspection tells whose it is',
    seed: 25,
    broken: { request: aboutTheClient },
  },
  {
    way: 'what roles permit is cached, and told',
    found: 'introspection tells what a use would',
    seed: 14,
    broken: { openTable: (...args) => new CachingTable(args, 'ROLE') },
  },
  {
    way: 'an access token may do all that its role may, whatever scope was asked for',
    found: 'no more than the role permits',
    seed: 28,
    broken: { openTable: changing(putting('session', unnarrowed)) },
  },
  {
    way: 'a narrower access token makes what is wider',
    found: 'a narrower token makes no lasting one',
    seed: 8,
    broken: { openTable: changing(putting('session', unnarrowed)) },
  },
  {
    way: 'the last day of a long-lived token is not looked at',
    found: 'expired',
    seed: 39,
    broken: { openTable: (...args) => new DistortedTable(args, endless) },
  },
  {
    way: 'what is got with a token that ends lasts as long as any',
    found: 'nothing outlives what it was got with',
    seed: 21,
    broken: { openTable: (...args) => new DistortedTable(args, endless) },
  },
  {
    way: 'a key of an idempotent request counts for ever',
    found: 'a key counts for a day',
    seed: 4,
    broken: { openTable: (...args) => new DistortedTable(args, lasting) },
  },
];
