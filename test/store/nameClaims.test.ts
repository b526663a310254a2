import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { formerNameKey, nameKey } from '../../shared/store/keys.ts';
import { checkNoFormerClaim, claimKeys, type Named } from '../../shared/store/nameClaims.ts';
import { findRoles, putNewRole, removeRole } from '../../shared/store/roles.ts';
import type { Item, Table, Write } from '../../shared/store/table.ts';
import { putNewTag, removeTag } from '../../shared/store/tags.ts';
import { findTeams, putNewTeam, removeTeam } from '../../shared/store/teams.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

describe('the claim on a name', () => {
  it('is where it always was for names that are composed and of single characters', () => {
    expect([
      nameKey('TEAM', 'Data Platform').pk,
      nameKey('ROLE', 'straße 7/ä-ω').pk,
      nameKey('USER', 'svc-dbt-cloud@service').pk,
      nameKey('TAG', 'env', 'Prod "x"').pk,
    ]).toEqual([
      'NAME#TEAM#MNLPFZlHO-boGPUVZ-43F5wT2yZ5UruDMxUAeg6h9kE',
      'NAME#ROLE#J-1Fc5tkYiQdLHpYbxeL1SGjo4QB0cKnI6DSDKWN6II',
      'NAME#USER#xP9wLYB_ma-M6vd_bHm4lJP-JdbiVzXEvQCWDKMjSvk',
      'NAME#TAG#Acj_YYbWjP3F7v0oz12L1pUX4JKPS_Y3F14btksbtWU',
    ]);
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~äéжωß漢]{1,20}( [!-~äéжωß漢]{1,20})?$/u), (text) => {
        expect(claimKeys({ space: 'ROLE', name: [text] })).toEqual([formerNameKey('ROLE', text)]);
        expect(claimKeys({ space: 'TAG', name: [text, text] })).toEqual([formerNameKey('TAG', text, text)]);
      }),
    );
  });

  it('is one for all names that compare equal, and the parts of a pair do not run into each other', () => {
    expect(nameKey('TEAM', 'Ｄata\u200b')).toEqual(nameKey('TEAM', 'data'));
    expect(nameKey('TAG', 'ENV\u3164', 'ｘ')).toEqual(nameKey('TAG', 'env', 'x'));
    const pairs = [
      ['a', 'b","c'],
      ['a＂,＂b', 'c'],
      ['a","b', 'c'],
      ['a\\', '"b'],
    ] as const;
    const keys = pairs.map(([key, value]) => nameKey('TAG', key, value).pk);
    expect(keys[1]).toBe(keys[2]);
    expect(new Set(keys).size).toBe(3);
  });
});

/** Something with a name, of each kind, with its writes. */
interface Kind {
  readonly named: (text: string) => Named;
  readonly make: (text: string) => Made;
  /** Ids of what has the name, where requests may name one. */
  readonly find?: (text: string) => Promise<(string | undefined)[]>;
}

interface Made {
  readonly id: string;
  readonly item: Write;
  readonly claim: Write & { readonly put: Item };
  readonly removal: () => Promise<Write[]>;
}

function putOf(write: Write): Write & { readonly put: Item } {
  if (!('put' in write)) throw new Error('not a put');
  return write;
}

const kinds: Readonly<Record<string, Kind>> = {
  role: {
    named: (text) => ({ space: 'ROLE', name: [text] }),
    make: (roleName) => {
      const fields = { description: '', permissions: [], roleManagers: [], builtIn: false, version: 1 };
      const role = { ...fields, roleId: newId('role'), roleName };
      const { role: item, name } = putNewRole(role);
      return { id: role.roleId, item, claim: putOf(name), removal: () => removeRole(table, role) };
    },
    find: async (text) => (await findRoles(table, [text])).map((role) => role?.roleId),
  },
  team: {
    named: (text) => ({ space: 'TEAM', name: [text] }),
    make: (teamName) => {
      const team = { teamId: newId('team'), teamName };
      const { team: item, name } = putNewTeam(team);
      return { id: team.teamId, item, claim: putOf(name), removal: () => removeTeam(table, team) };
    },
    find: async (text) => (await findTeams(table, [text])).map((team) => team?.teamId),
  },
  tag: {
    named: (text) => ({ space: 'TAG', name: [text, text] }),
    make: (text) => {
      const made = { createdAt: instant(5), createdBy: 'usr_x' };
      const tag = { ...made, tagId: newId('tag'), tagKey: text, tagValue: text };
      const { tag: item, name } = putNewTag(tag);
      return { id: tag.tagId, item, claim: putOf(name), removal: () => removeTag(table, tag) };
    },
  },
};

/** Stores something as it was when names were compared by case alone. */
async function storedBefore({ named, make }: Kind, text: string): Promise<Made> {
  const made = make(text);
  const { space, name } = named(text);
  await stored(table, made.item, { put: { ...made.claim.put, ...formerNameKey(space, ...name) } });
  return made;
}

/** Claims that are there under the keys of a name. */
async function claims({ named }: Kind, text: string): Promise<unknown[]> {
  const found = await table.getMany(claimKeys(named(text)));
  return found.filter((item) => item !== undefined);
}

describe.each(Object.entries(kinds))('a %s with an odd name from before', (word, kind) => {
  const odd = `Ｄata\u200b ${word} `;

  it('is found by its name, keeps it from others, and frees it when it goes', async () => {
    const name = `${odd} 1`;
    const before = await storedBefore(kind, name);
    expect(await kind.find?.(name)).toEqual(kind.find && [before.id]);
    const [check] = checkNoFormerClaim(kind.named(name));
    expect(await table.transact(check === undefined ? [] : [check])).toEqual([
      { index: 0, reason: 'condition' },
    ]);
    await stored(table, ...(await before.removal()));
    expect(await claims(kind, name)).toEqual([]);
    await stored(table, kind.make(name).claim, ...checkNoFormerClaim(kind.named(name)));
  });

  it('goes without the name of another that compares equal, which is what a request means by it', async () => {
    const name = `${odd} 2`;
    const before = await storedBefore(kind, name);
    const other = kind.make(name.normalize('NFKC').replace('\u200b', ''));
    await stored(table, other.item, other.claim);
    expect(await kind.find?.(name)).toEqual(kind.find && [other.id]);
    await stored(table, ...(await before.removal()));
    expect(await claims(kind, name)).toEqual([other.claim.put]);
    await stored(table, ...(await other.removal()));
    expect(await claims(kind, name)).toEqual([]);
  });

  it('goes also where nothing claims its name', async () => {
    const made = kind.make(`${odd} 3`);
    await stored(table, made.item);
    await stored(table, ...(await made.removal()));
  });
});
