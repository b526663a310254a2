import { items, type Client, type ItemOf } from '../client/index.ts';
import { normalizeName } from '../shared/domain/names.ts';
import { NotFoundError, UsageError } from './exitCodes.ts';
import { comparable, isId, tagName } from './names.ts';

/** Finds ids by what people write. Every method takes an id as it is. */
export interface Resolver {
  /** `me`, a user name (with or without `@service`), an e-mail address, or a display name that only one user has. */
  user(written: string): Promise<string>;
  /** A role's name in any case; `Admin`, `Manager` and `Member` for the built-in ones. */
  role(written: string): Promise<string>;
  /** A team's name in any case. */
  team(written: string): Promise<string>;
  /** `key=value` in any case, which can be the name of several where keys hold a `=`: UsageError then. */
  tag(written: string): Promise<string>;
  /** The name of a token of that user. */
  token(userId: string, written: string): Promise<string>;
}

const roleAliases: ReadonlyMap<string, string> = new Map([
  ['admin', 'SystemRole-SystemAdministrators'],
  ['manager', 'SystemRole-Managers'],
  ['member', 'SystemRole-DefaultUsers'],
]);

/** The id of the built-in role that requests take a short name for, in any case; undefined for other texts. */
export function builtInRoleId(written: string): string | undefined {
  return roleAliases.get(comparable(written));
}

/** Makes a resolver that asks that client. Tags are read once. */
export function resolver(api: Client): Resolver {
  const query = { limit: 200 };
  let tags: Promise<readonly Tag[]> | undefined;
  return {
    user: (written) => userId(api, written),
    role: async (written) => {
      if (isId('role', written) || written.startsWith('SystemRole-')) return written;
      const id = builtInRoleId(written);
      if (id !== undefined) return id;
      const roles = items(api.listRoles, { query });
      return (await only({ written, kind: 'role' }, roles, (role) => role.RoleName)).RoleId;
    },
    team: async (written) => {
      if (isId('team', written)) return written;
      if (comparable(written) === 'public') return 'Public';
      const teams = items(api.listTeams, { query });
      return (await only({ written, kind: 'team' }, teams, (team) => team.TeamName)).TeamId;
    },
    tag: async (written) =>
      isId('tag', written) ? written : tagIn(await (tags ??= all(items(api.listTags, { query }))), written),
    token: async (user, written) => {
      if (isId('token', written)) return written;
      for await (const token of items(api.listTokens, { userId: user, query }))
        if (token.Name === normalizeName(written)) return token.TokenId;
      throw new NotFoundError(`There is no token ${written}.`);
    },
  };
}

type Tag = ItemOf<Client['listTags']>;

function tagIn(tags: readonly Tag[], written: string): string {
  const [tag, ...others] = tags.filter((one) => comparable(tagName(one)) === comparable(written));
  if (tag === undefined) throw new NotFoundError(`There is no tag ${written}.`);
  if (others.length === 0) return tag.TagId;
  const which = [tag, ...others].map(
    ({ TagId, TagKey, TagValue }) => `${TagId} (key ${TagKey}, value ${TagValue})`,
  );
  throw new UsageError(`${written} is the name of several tags: use an id, ${which.join(' or ')}.`);
}

async function all<Item>(list: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of list) found.push(item);
  return found;
}

async function userId(api: Client, written: string): Promise<string> {
  if (/^(usr|svc)_[0-9a-z]{26}$/.test(written)) return written;
  if (written === 'me') return (await api.getMe()).body.UserId;
  const wanted = comparable(written);
  const part = written.replace(/@service$/i, '');
  const users = [];
  for await (const user of items(api.listUsers, { query: { name: part, limit: 200 } })) users.push(user);
  const named = users.filter(({ UserName }) => [wanted, `${wanted}@service`].includes(comparable(UserName)));
  const shown = users.filter(({ DisplayName, Email }) =>
    [DisplayName, Email].some((text) => typeof text === 'string' && comparable(text) === wanted),
  );
  const [first, ...others] = named.length > 0 ? named : shown;
  if (first === undefined) throw new NotFoundError(`There is no user ${written}.`);
  if (others.length > 0) throw new UsageError(`${written} is the name of several users: use an id.`);
  return first.UserId;
}

async function only<Item>(
  { written, kind }: { readonly written: string; readonly kind: string },
  list: AsyncIterable<Item>,
  nameOf: (item: Item) => string,
): Promise<Item> {
  for await (const item of list) if (comparable(nameOf(item)) === comparable(written)) return item;
  throw new NotFoundError(`There is no ${kind} ${written}.`);
}
