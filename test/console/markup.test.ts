import { describe, expect, it } from 'vitest';
import { api, field, must } from '../support/api.ts';
import { goTo, signedIn, switchToSuperAdmin } from '../support/browser.ts';
import { aKey } from '../support/goodBodies.ts';
import { inMode, person } from '../support/people.ts';
import { aRule } from '../support/trust.ts';

/** What would run, load or end an attribute if a page took it for markup; each field has a text of its own. */
const hostile = (name: string): string => `"><${markupIn(name)}>{{7*7}} ${name}`;

/** The key of a tag holds no `=`. */
function markupIn(name: string): string {
  return name === 'key' ? 'script>alert(1)</script' : 'img src=x onerror=alert(1)';
}

/** An address, and the fields whose text is shown there. */
type Place = readonly [address: string, fields: readonly string[]];

async function made(as: string, path: string, body: object): Promise<(name: string) => string> {
  const answer = await must(201, api('POST', path, { as, body }));
  return (name) => field(answer, name);
}

/** Roles, teams, tags and applications, with everything that somebody can write written. */
async function aboutGroups(
  as: string,
): Promise<{ readonly tagId: string; readonly places: readonly Place[] }> {
  const Permissions = ['resources.manage'];
  const role = { RoleName: hostile('role'), Description: hostile('role description'), Permissions };
  const roleId = (await made(as, '/roles', role))('RoleId');
  const teamId = (await made(as, '/teams', { TeamName: hostile('team') }))('TeamId');
  const tag = { TagKey: hostile('key'), TagValue: hostile('value') };
  const tagId = (await made(as, '/tags', tag))('TagId');
  await must(200, api('PUT', '/applications/markup', { as, body: { Name: hostile('application') } }));
  const places: readonly Place[] = [
    ['/roles', ['role', 'role description']],
    [`/roles/${roleId}`, ['role', 'role description']],
    ['/teams', ['team']],
    [`/teams/${teamId}`, ['team']],
    ['/tags', ['key', 'value']],
    [`/tags/${tagId}`, ['key', 'value']],
    ['/applications', ['application']],
  ];
  return { tagId, places };
}

/** A service user of that role and team, with one of everything that belongs to it. */
async function aboutUser(as: string, tagId: string): Promise<readonly Place[]> {
  const groups = { Role: hostile('role'), Teams: [hostile('team')] };
  const texts = { Name: hostile('user'), Description: hostile('about'), Token: { Name: hostile('token') } };
  const page = `/users/${(await made(as, '/users', { ...texts, ...groups }))('UserId')}`;
  const Conditions = [{ Claim: 'repository', Equals: hostile('claim') }];
  await made(as, `${page}/trust-rules`, { ...aRule, Name: hostile('rule'), Conditions });
  await made(as, `${page}/client-keys`, { Name: hostile('client key'), Jwk: aKey() });
  await must(200, api('PUT', `${page}/shares/tags/${tagId}`, { as, body: { AccessType: 'Owner' } }));
  const assumed = (await made(as, `${page}/auth-token`, { Reason: hostile('reason') }))('Token');
  const body = { ResourceType: 'ledger', Name: hostile('resource'), ExternalId: hostile('external') };
  const resource = await must(201, api('POST', '/resources', { assumed, body }));
  return [
    [page, ['user', 'about', 'role', 'team']],
    [`${page}/tokens`, ['token']],
    [`${page}/shares`, ['key']],
    [`${page}/sessions`, ['reason']],
    [`${page}/trust`, ['rule', 'claim']],
    [`${page}/keys`, ['client key']],
    [`${page}/resources`, ['resource', 'external']],
    [`${page}/events`, ['reason']],
    ['/users?name=onerror', ['user', 'team']],
    [`/resources/${field(resource, 'ResourceId')}`, ['resource', 'external']],
  ];
}

describe('whatever people write', () => {
  it('is text on every page, and never markup', async () => {
    const as = await inMode(await person('super-hostile'));
    const { tagId, places } = await aboutGroups(as);
    const page = await signedIn('super-hostile');
    await switchToSuperAdmin(page);
    for (const [address, fields] of [...places, ...(await aboutUser(as, tagId))]) {
      await goTo(page, address);
      for (const one of fields) await page.getByText(hostile(one)).first().waitFor();
      // The page would also fail by its content security policy, had anything been loaded or run.
      expect(await page.evaluate<number>('document.querySelectorAll("img[src=x]").length'), address).toBe(0);
    }
  });
});
