import type { Write } from '../../../shared/store/table.ts';
import { keyOfWrite } from '../../../shared/store/writes.ts';
import { given } from '../../support/stored.ts';
import {
  CachingTable,
  ForgetfulTable,
  GenerousTable,
  HastyTable,
  HolderlessTable,
  ShortTable,
  changing,
  unconditional,
} from './brokenTables.ts';
import { forgettingAttempts } from './forgettingAttempts.ts';
import { brokenTokens, type BrokenWay } from './brokenTokens.ts';

/** What is given again is taken for what was given before. */
const sameGrant = (write: Write): Write =>
  'put' in write && write.put['entity'] !== 'clientKey' && write.put['grantId'] !== undefined
    ? { ...write, put: { ...write.put, grantId: undefined, createdAt: given } }
    : write;

/** Ways to break the product, each with the promise that finds it out. */
export const brokenWays: readonly BrokenWay[] = [
  {
    way: 'a change of a user no longer depends on the state that was read',
    found: 'generations rise',
    seed: 9,
    broken: {
      openTable: changing((writes) =>
        writes.map((write) =>
          'update' in write && write.update.sk === 'USER' ? unconditional(write) : write,
        ),
      ),
    },
  },
  {
    way: 'what the decision relied on is not repeated in the write',
    found: 'allowed when stored',
    seed: 30,
    broken: { openTable: changing((writes) => writes.filter((write) => !('check' in write))) },
  },
  {
    way: 'a change is answered before it is stored',
    found: 'one audit record',
    seed: 1,
    broken: { openTable: (...args) => new HastyTable(...args) },
  },
  {
    way: 'the record of an idempotent request is ignored',
    found: 'retries create one thing',
    seed: 4,
    broken: { openTable: (...args) => new ForgetfulTable(...args) },
  },
  {
    way: 'users and tokens are cached',
    found: 'refused for good',
    seed: 4,
    broken: { openTable: (...args) => new CachingTable(args, 'USER', 'TOKEN') },
  },
  {
    way: 'a name is claimed whoever has it',
    found: 'unique names',
    seed: 585,
    broken: {
      openTable: changing((writes) =>
        writes.map((write) => (keyOfWrite(write).sk === 'NAME' ? unconditional(write) : write)),
      ),
    },
  },
  {
    way: 'the audit record is left out',
    found: 'one audit record',
    seed: 1,
    broken: {
      openTable: changing((writes) => writes.filter((write) => !keyOfWrite(write).pk.startsWith('AUDIT#'))),
    },
  },
  {
    way: 'the mark of the former owner stays',
    found: 'one owner',
    seed: 4,
    broken: {
      openTable: changing((writes) =>
        writes.filter((write) => !('remove' in write && write.remove.sk.startsWith('OWNS#'))),
      ),
    },
  },
  {
    way: 'a share that is given again is the same as before',
    found: 'refused for good',
    seed: 18,
    broken: { openTable: changing((writes) => writes.map(sameGrant)) },
  },
  {
    way: 'the version that a change names is not looked at',
    found: 'If-Match',
    seed: 228,
    broken: { request: ({ ifMatch: _, ...request }) => request },
  },
  {
    way: 'each attempt of the client is another request',
    found: 'refused is not stored',
    seed: 33,
    broken: { openTable: forgettingAttempts },
  },
  {
    way: 'a page of an index ends one item early',
    found: 'lists are whole',
    seed: 1,
    broken: { openTable: (...args) => new ShortTable(...args) },
  },
  {
    way: 'everybody has a share of each resource',
    found: 'no access without a share',
    seed: 343,
    broken: { openTable: (...args) => new GenerousTable(...args) },
  },
  {
    way: 'what roles permit is cached',
    found: 'who may is let',
    seed: 57,
    broken: { openTable: (...args) => new CachingTable(args, 'ROLE') },
  },
  {
    way: 'nobody is listed under a role',
    found: 'a role in use stays',
    seed: 18,
    broken: { openTable: (...args) => new HolderlessTable(...args) },
  },
  {
    way: 'an ended session works on',
    found: 'refused for good',
    seed: 9,
    broken: {
      openTable: changing((writes) =>
        writes.filter((write) => !('remove' in write && write.remove.sk.startsWith('SESSION#'))),
      ),
    },
  },
  {
    way: 'the registry lets the last Super-Admin go',
    found: 'a Super-Admin remains',
    seed: 426,
    broken: {
      openTable: changing((writes) =>
        writes.map((write) => (keyOfWrite(write).pk === 'SUPERADMINS' ? unconditional(write) : write)),
      ),
    },
  },
  ...brokenTokens,
];
