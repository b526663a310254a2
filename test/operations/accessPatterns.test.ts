import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { authTokenOperations } from '../../shared/contract/authTokens.ts';
import { oauthOperations } from '../../shared/contract/oauth.ts';
import { roleOperations } from '../../shared/contract/roles.ts';
import { superAdminOperations } from '../../shared/contract/superAdmins.ts';
import { teamOperations } from '../../shared/contract/teams.ts';
import { userOperations } from '../../shared/contract/users.ts';
import { api, must, type Answer } from '../support/api.ts';
import { aClient, oauth } from '../support/oauth.ts';
import { oidcIssuer } from '../support/oidcIssuer.ts';
import { useOwnProduct } from '../support/ownProduct.ts';
import { product } from '../support/product.ts';
import { usageOf, type Used } from '../support/usage.ts';
import type { Scenario } from '../support/scenario.ts';
import { scenarios } from '../support/usageScenarios.ts';

/** A product of its own: what a list costs depends on what is stored. */
useOwnProduct();

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
  return { answer, ...usageOf(product(), answer) };
}

it('what every operation uses, warm, is what docs/accessPatterns.md says', async () => {
  const rows: string[] = [];
  for (const scenario of scenarios) {
    const { answer, ...figures } = await measure(scenario);
    expect(answer.status, `${scenario.operation}: ${answer.text}`).toBeLessThan(300);
    rows.push(rowOf(scenario, figures));
  }
  expect(documentedRows()).toEqual(rows);
}, 300_000);

it('no operation on users, roles, teams, sessions and the mode, and none of OAuth, is left out', () => {
  const measured = new Set<string>(scenarios.map(({ operation }) => operation));
  const promised = [
    userOperations,
    authTokenOperations,
    superAdminOperations,
    roleOperations,
    teamOperations,
    oauthOperations,
  ];
  const ids = promised.flatMap((rows) => Object.keys(rows));
  expect(ids.filter((id) => !measured.has(id) && !elsewhere.has(id))).toEqual([]);
});

/** What these cost depends on what the user owns or holds; their own tests hold it. */
const elsewhere = new Set(['deleteUser', 'signOutUser']);

it('asks an outside issuer once for the life of its keys, however many exchanges come', async () => {
  const outside = await oidcIssuer();
  onTestFinished(() => outside.close());
  const { userId, as } = await aClient();
  const Audience = 'https://service-users.example.com';
  const Conditions = [{ Claim: 'sub', Equals: 'ada' }];
  const body = { Name: 'ci', Issuer: outside.url, Audience, Conditions };
  await must(201, api('POST', `/users/${userId}/trust-rules`, { as, body }));
  for (let at = 0; at < 10; at += 1) {
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: userId,
      subject_token: outside.idToken({ aud: Audience, jti: `${userId} ${String(at)}` }),
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    };
    await must(200, oauth('/oauth2/token', form));
  }
  expect(outside.reads).toEqual({ discovery: 1, jwks: 1 });
});

it('holds the figures that the product promises', async () => {
  const of = async (operation: string, when: string): Promise<Figures> => {
    const scenario = scenarios.find((one) => one.operation === operation && one.when === when);
    if (scenario === undefined) throw new Error(`no scenario ${operation}, ${when}`);
    return await measure(scenario);
  };
  for (const when of ['a person', 'an assumed service user', 'in Super-Admin mode']) {
    const { authorizer, operation } = await of('getMe', when);
    expect(authorizer).toMatchObject({ calls: 1, roundTrips: 1, writeUnits: 0, kms: 0 });
    expect(operation).toMatchObject({ calls: 0, kms: 0 });
  }
  expect((await of('createUser', 'a name alone')).operation).toMatchObject({
    calls: 1,
    roundTrips: 1,
    kms: 0,
  });
  // A service token for an access token: two round trips, one signature, no write but its session record and last use.
  const traded = (await of('exchangeToken', 'client credentials')).operation;
  expect(traded).toMatchObject({ roundTrips: 2, kms: 1 });
  const again = await of('exchangeToken', 'client credentials, again within a minute');
  expect(again.operation).toMatchObject({ calls: 2, roundTrips: 2, writeUnits: 2, kms: 1 });
  // Assuming: the user is known from the decision; one transaction, one signature.
  expect((await of('createAuthToken', 'by a share')).operation).toMatchObject({
    calls: 1,
    roundTrips: 1,
    readUnits: 0,
    kms: 1,
  });
});
