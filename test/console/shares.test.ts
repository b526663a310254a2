import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import {
  expectAccessible,
  expectAccessibleInBothThemes,
  picture,
  scrollsSideways,
  signedIn,
} from '../support/browser.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { person } from '../support/people.ts';
import { aCreatedTag } from '../support/sharing.ts';
import { createToken, statusBy } from '../support/tokens.ts';
import { field } from '../support/api.ts';

async function owned(who: string, name: string) {
  return await aCreatedServiceUser({ owner: await person(who), name });
}

async function sharesOf(userId: string, as: string): Promise<unknown[]> {
  return items(await must(200, api('GET', `/users/${userId}/shares`, { as }))).map(
    (share) => share['GranteeId'],
  );
}

function rowOf(page: Page, name: string) {
  return page.getByRole('row', { name: new RegExp(name) });
}

describe('shares of a service user', () => {
  it('H1, H3 are given to a person, who is found by name; service users are not offered', async () => {
    const { userId, owner } = await owned('super-sharer', 'svc shared person');
    const friend = await person('member-share-friend');
    const page = await signedIn('super-sharer', { at: `/users/${userId}/shares` });
    await rowOf(page, 'super-sharer').waitFor();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Share svc shared person' });
    await dialog.getByRole('button', { name: /^Person/ }).click();
    const search = page
      .getByRole('combobox', { name: 'Find a person' })
      .or(page.getByRole('textbox', { name: 'Find a person' }));
    await search.fill('svc shared');
    await page.getByText('No person matches').first().waitFor();
    await search.fill('share-friend');
    await page.getByRole('option', { name: /member-share-friend/ }).click();
    await expectAccessible(page);
    await picture(page, 'share');
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await rowOf(page, 'member-share-friend').getByText('Owner').waitFor();
    expect(await sharesOf(userId, owner.token)).toContain(friend.userId);
    await expectAccessibleInBothThemes(page);
    await picture(page, 'shares');
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
  });

  it('are given to a tag and taken away again', async () => {
    const { userId, owner } = await owned('super-tag-sharer', 'svc shared tag');
    const { tagId, value } = await aCreatedTag();
    const page = await signedIn('super-tag-sharer', { at: `/users/${userId}/shares` });
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Share svc shared tag' });
    await dialog.getByRole('radio', { name: 'A tag' }).check();
    await dialog.getByRole('button', { name: /^Tag/ }).click();
    await page.getByRole('option', { name: `team=${value}` }).click();
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await rowOf(page, `team=${value}`).waitFor();
    expect(await sharesOf(userId, owner.token)).toContain(tagId);
    await rowOf(page, `team=${value}`)
      .getByRole('button', { name: /Take away/ })
      .click();
    const away = page.getByRole('dialog', { name: `Take the share of the tag team=${value} away` });
    await away.getByRole('button', { name: 'Take away' }).click();
    await rowOf(page, `team=${value}`).waitFor({ state: 'detached' });
    expect(await sharesOf(userId, owner.token)).not.toContain(tagId);
  });

  it('C14 are taken away together with the tokens that the person made', async () => {
    const { userId, owner } = await owned('super-unsharer', 'svc unshared');
    const leaver = await person('member-leaver');
    const body = { AccessType: 'Owner' };
    await must(200, api('PUT', `/users/${userId}/shares/users/${leaver.userId}`, { as: owner.token, body }));
    const made = await must(201, createToken(userId, { Name: 'made by leaver' }, { as: leaver.token }));
    const kept = await must(201, createToken(userId, { Name: 'made by owner' }, { as: owner.token }));
    const page = await signedIn('super-unsharer', { at: `/users/${userId}/shares` });
    await rowOf(page, 'member-leaver')
      .getByRole('button', { name: /Take away/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Take the share of member-leaver away' });
    await dialog.getByText('made by leaver').waitFor();
    expect(await dialog.getByText('made by owner').count()).toBe(0);
    expect(await dialog.getByRole('checkbox', { name: 'Revoke it too' }).isChecked()).toBe(true);
    await expectAccessibleInBothThemes(page);
    await picture(page, 'unshare');
    await dialog.getByRole('button', { name: 'Take away' }).click();
    await rowOf(page, 'member-leaver').waitFor({ state: 'detached' });
    expect(await statusBy(field(made, 'Token'))).toBe(401);
    expect(await statusBy(field(kept, 'Token'))).toBe(200);
  });

  it('warn before the last one is taken away, and allow it', async () => {
    const { userId } = await owned('super-last-owner', 'svc last owner');
    const page = await signedIn('super-last-owner', { at: `/users/${userId}/shares` });
    await rowOf(page, 'super-last-owner')
      .getByRole('button', { name: /Take away/ })
      .click();
    await page.getByText('This is the last share').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).click();
    await page.getByText('You have no access to the shares of svc last owner').waitFor();
  });
});
