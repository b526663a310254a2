import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authTokenOperations } from '../../shared/contract/authTokens.ts';
import { roleOperations } from '../../shared/contract/roles.ts';
import { superAdminOperations } from '../../shared/contract/superAdmins.ts';
import { teamOperations } from '../../shared/contract/teams.ts';
import { userOperations } from '../../shared/contract/users.ts';
import type { Answer } from '../support/api.ts';
import { startLocalProduct, type TestProduct } from '../support/localProduct.ts';
import { useProduct } from '../support/product.ts';
import { usageOf, type Used } from '../support/usage.ts';
import { scenarios, type Scenario } from '../support/usageScenarios.ts';

/** A product of its own: what a list costs depends on what is stored. */
let product: TestProduct;
beforeAll(async () => {
  product = await startLocalProduct();
  useProduct(product.addresses);
});
afterAll(async () => {
  useProduct(undefined);
  await product.stop();
});

interface Figures {
  readonly authorizer: Used | undefined;
  readonly operation: Used | undefined;
}

const numbers = (used: Used | undefined): (string | number)[] =>
  used === undefined ? ['–', '–', '–', '–'] : [used.calls, used.roundTrips, used.readUnits, used.writeUnits];

function rowOf({ operation, when }: Scenario, { authorizer, operation: used }: Figures): string {
  const cells = [`\`${operation}\``, when, ...numbers(authorizer), ...numbers(used), used?.kms ?? '–'];
  return `| ${cells.join(' | ')} |`;
}

/** The rows of the document's table, one blank beside each bar however they are aligned there. */
function documentedRows(): string[] {
  const text = readFileSync('docs/accessPatterns.md', 'utf8');
  return text
    .split('\n')
    .filter((line) => /^\| +`\w+` +\|(?: *[^|]+\|){10}$/.test(line))
    .map((line) => line.replaceAll(/ *\| */g, ' | ').trim());
}

/** Once to warm up both functions, and once to be measured. */
async function measure({ prepare }: Scenario): Promise<Figures & { answer: Answer }> {
  await (
    await prepare()
  )();
  const call = await prepare();
  const answer = await call();
  return { answer, ...usageOf(product.addresses, answer) };
}

it('what every operation uses, warm, is what docs/accessPatterns.md says', async () => {
  const rows: string[] = [];
  for (const scenario of scenarios) {
    const { answer, ...figures } = await measure(scenario);
    expect(answer.status, `${scenario.operation}: ${answer.text}`).toBeLessThan(300);
    rows.push(rowOf(scenario, figures));
  }
  expect(documentedRows()).toEqual(rows);
}, 60_000);

it('no operation on users, roles, teams, sessions and the mode is left out', () => {
  const measured = new Set<string>(scenarios.map(({ operation }) => operation));
  const promised = [
    userOperations,
    authTokenOperations,
    superAdminOperations,
    roleOperations,
    teamOperations,
  ];
  const ids = promised.flatMap((rows) => Object.keys(rows));
  expect(ids.filter((id) => !measured.has(id) && !elsewhere.has(id))).toEqual([]);
});

/** What these cost depends on what the user owns or holds; their own tests hold it. */
const elsewhere = new Set(['deleteUser', 'signOutUser']);

it('holds the figures that the product promises', async () => {
  const of = async (operation: string, when: string): Promise<Figures> => {
    const scenario = scenarios.find((one) => one.operation === operation && one.when === when);
    if (scenario === undefined) throw new Error(`no scenario ${operation}, ${when}`);
    return await measure(scenario);
  };
  for (const when of ['a person', 'an assumed service user', 'in Super-Admin mode']) {
    const { authorizer } = await of('getMe', when);
    expect(authorizer).toMatchObject({ calls: 1, roundTrips: 1, writeUnits: 0, kms: 0 });
  }
  expect((await of('createUser', 'a name alone')).operation).toMatchObject({
    calls: 1,
    roundTrips: 1,
    kms: 0,
  });
  // Assuming: one read round trip, one transaction, one signature.
  expect((await of('createAuthToken', 'by a share')).operation).toMatchObject({
    calls: 2,
    roundTrips: 2,
    kms: 1,
  });
});
