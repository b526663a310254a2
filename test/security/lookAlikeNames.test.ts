import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { aCreatedServiceUser, aName } from '../support/created.ts';
import { asSuperAdmin } from '../support/people.ts';
import { aRule } from '../support/trust.ts';

/** Something that people tell from others by its name. */
interface Kind {
  readonly path: string;
  /** The field of the name, and what else a creation needs. */
  readonly name: string;
  readonly rest: object;
  /** Where all of the kind are listed, in one page. */
  readonly list: string;
}

const shared = (path: string, name: string, rest: object = {}): Kind => ({
  path,
  name,
  rest,
  list: `${path}?limit=200`,
});
const kinds: Readonly<Record<string, Kind>> = {
  'a role': shared('/roles', 'RoleName', { Permissions: [] }),
  'a team': shared('/teams', 'TeamName'),
  'a tag, in its key': shared('/tags', 'TagKey', { TagValue: 'prod' }),
  'a tag, in its value': shared('/tags', 'TagValue', { TagKey: 'env' }),
};

/** Of one user: apart in their case, which whoever has access to it chose. */
async function ofOneUser(): Promise<Readonly<Record<string, Kind>>> {
  const path = `/users/${(await aCreatedServiceUser()).userId}`;
  return {
    'a token': shared(`${path}/tokens`, 'Name'),
    'a trust rule': { path: `${path}/trust-rules`, name: 'Name', rest: aRule, list: `${path}/trust-rules` },
  };
}

const inside = (name: string, put: string): string => `${name.slice(0, 3)}${put}${name.slice(3)}`;

/** What nobody sees, or sees as something else. */
const hidden: Readonly<Record<string, (name: string) => string>> = {
  'a zero width space': (name) => `${name}\u200b`,
  'a zero width space before it': (name) => `\u200b${name}`,
  'a zero width joiner': (name) => `${name}\u200d`,
  'a word joiner': (name) => inside(name, '\u2060'),
  'a soft hyphen': (name) => inside(name, '\u00ad'),
  'a combining grapheme joiner': (name) => inside(name, '\u034f'),
  'a Hangul filler': (name) => `${name}\u3164`,
  'a Hangul filler of half width': (name) => `${name}\uffa0`,
  'a variation selector': (name) => inside(name, '\ufe0f'),
  'a byte order mark': (name) => `${name}\ufeff`,
  'a right-to-left override': (name) => inside(name, '\u202e'),
  'a left-to-right mark': (name) => `${name}\u200e`,
  'a tag character': (name) => `${name}\u{e0041}`,
  'a blank Braille pattern': (name) => `${name}\u2800`,
  'a private-use character': (name) => `${name}\ue000`,
  'an unassigned code point': (name) => `${name}\u0378`,
  'a tab': (name) => inside(name, '\t'),
  'a combining mark at the beginning': (name) => `\u0301${name}`,
};

/** The same name otherwise encoded. */
const encoded: Readonly<Record<string, (name: string) => string>> = {
  'letters and accents apart (NFD)': (name) => name.normalize('NFD'),
  'spaces around it': (name) => `\u3000 ${name}\u00a0`,
  'spaces of another width': (name) => name.replace(' ', '\u2009'),
  'two spaces for one': (name) => name.replace(' ', '  '),
};

/** The same name in other letters. */
const otherLetters: Readonly<Record<string, (name: string) => string>> = {
  'other case': (name) => name.toUpperCase(),
  'letters of full width': (name) => name.replace(/[a-z]/g, wide),
  'a ligature': (name) => name.replace('ffi', '\ufb03'),
};

function wide(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
}

async function create({ path, name, rest }: Kind, value: string): Promise<Answer> {
  return await api('POST', path, { as: await asSuperAdmin(), body: { ...rest, [name]: value } });
}

/** Names of the kind that have the marker in them. */
async function namesOf({ name, list }: Kind, marker: string): Promise<unknown[]> {
  const as = await asSuperAdmin();
  const found: unknown[] = [];
  let cursor = '';
  do {
    const page = await must(200, api('GET', `${list}${cursor}`, { as }));
    found.push(...items(page).map((item) => item[name]));
    cursor = page.body['NextCursor'] === undefined ? '' : `&cursor=${field(page, 'NextCursor')}`;
  } while (cursor !== '');
  return found.filter((text) => String(text).includes(marker));
}

/** Creates one, and asks for look-alikes of it; whatever they are answered, the one is all that there is. */
async function disguised(
  kind: Kind,
  disguises: Readonly<Record<string, (name: string) => string>>,
): Promise<[disguise: string, ...ReturnType<typeof told>][]> {
  const marker = aName('m').slice(0, 12);
  const name = `Café office ${marker}`;
  await must(201, create(kind, name));
  const answers: [string, ...ReturnType<typeof told>][] = [];
  for (const [disguise, disguiseOf] of Object.entries(disguises)) {
    answers.push([disguise, ...told(await create(kind, disguiseOf(name)))]);
  }
  expect(await namesOf(kind, marker.slice(-8))).toEqual([name]);
  return answers;
}

function told({ status, body }: Answer): [status: number, place: unknown] {
  const [error] = (body['errors'] ?? []) as { path: string }[];
  return [status, error?.path];
}

const expected = (disguises: object, ...answer: unknown[]): unknown[] =>
  Object.keys(disguises).map((disguise) => [disguise, ...answer]);

describe('a name that looks like another', () => {
  it.each(Object.entries(kinds))(
    '%s is refused with what is not seen: 400 that names the field',
    async (_, kind) => {
      expect(await disguised(kind, hidden)).toEqual(expected(hidden, 400, kind.name));
    },
  );

  it.each(Object.entries(kinds))('%s is taken in every encoding, case and width: 409', async (_, kind) => {
    const disguises = { ...encoded, ...otherLetters };
    expect(await disguised(kind, disguises)).toEqual(expected(disguises, 409, undefined));
  });

  it('K3 of a token or trust rule of one user is refused: 400 with what is not seen, 409 in another encoding', async () => {
    for (const kind of Object.values(await ofOneUser())) {
      expect(await disguised(kind, hidden)).toEqual(expected(hidden, 400, kind.name));
      expect(await disguised(kind, encoded)).toEqual(expected(encoded, 409, undefined));
    }
  });

  it.each(['Admin', 'Member', 'Super-Admin', 'SystemRole-Managers'])(
    'is that of the built-in role %s in no disguise',
    async (name) => {
      const role = shared('/roles', 'RoleName', { Permissions: [] });
      for (const disguise of Object.values(hidden)) {
        expect(told(await create(role, disguise(name)))).toEqual([400, 'RoleName']);
      }
      for (const disguise of [
        (text: string) => text.replace(/[a-z]/g, wide),
        (text: string) => ` ${text}\u2003`,
      ]) {
        expect((await create(role, disguise(name))).body['code']).toBe('name-taken');
      }
    },
  );

  it('is that of the team Public in no disguise', async () => {
    const team = shared('/teams', 'TeamName');
    for (const disguise of Object.values(hidden)) {
      expect(told(await create(team, disguise('Public')))).toEqual([400, 'TeamName']);
    }
    for (const name of ['Ｐublic', 'Pub\u2097ic', '\u00a0public']) {
      expect((await create(team, name)).body['code']).toBe('name-taken');
    }
  });

  it('C9 is that of a service user in any encoding', async () => {
    const [name, as] = [`Café ${aName()}`, await asSuperAdmin()];
    const made = await must(201, api('POST', '/users', { as, body: { Name: name.normalize('NFD') } }));
    expect(made.body).toMatchObject({ DisplayName: name, UserName: expect.stringMatching(/^caf_/) });
    expect((await api('POST', '/users', { as, body: { Name: name } })).body['code']).toBe('name-taken');
  });

  it('is not made of a tag whose key holds what reads as =: 400, while a value may', async () => {
    const value = aName('value');
    await must(201, create(shared('/tags', 'TagValue', { TagKey: 'env' }), `prod=${value}`));
    for (const equals of ['=', '\uff1d', '\ufe66', '\u207c', '\u208c', '\u2a75']) {
      const tag = shared('/tags', 'TagKey', { TagValue: value });
      expect(told(await create(tag, `env${equals}prod`))).toEqual([400, 'TagKey']);
    }
  });
});
