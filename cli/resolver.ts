import { items, type Client } from '../client/index.ts';
import { NotFoundError, UsageError } from './exitCodes.ts';

/** Finds ids by what people write. Every method takes an id as it is. */
export interface Resolver {
  /** `me`, a user name (with or without `@service`), an e-mail address, or a display name that only one user has. */
  user(written: string): Promise<string>;
  /** A role's name; `Admin`, `Manager` and `Member` for the built-in ones. */
  role(written: string): Promise<string>;
  team(written: string): Promise<string>;
  /** `key=value`. */
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
  return roleAliases.get(written.toLowerCase());
}

/** Makes a resolver that asks that client. */
export function resolver(api: Client): Resolver {
  return {
    user: (written) => userId(api, written),
    role: async (written) => {
      if (/^(rol_|SystemRole-)/.test(written)) return written;
      return (
        builtInRoleId(written) ??
        (await only({ written, kind: 'role' }, items(api.listRoles, {}), (role) => role.RoleName)).RoleId
      );
    },
    team: async (written) => {
      if (/^tem_|^Public$/.test(written)) return written;
      return (await only({ written, kind: 'team' }, items(api.listTeams, {}), (team) => team.TeamName))
        .TeamId;
    },
    tag: async (written) => {
      if (written.startsWith('tag_')) return written;
      const nameOf = (tag: { TagKey: string; TagValue: string }): string => `${tag.TagKey}=${tag.TagValue}`;
      return (await only({ written, kind: 'tag' }, items(api.listTags, {}), nameOf)).TagId;
    },
    token: async (user, written) => {
      if (written.startsWith('tok_')) return written;
      const tokens = items(api.listTokens, { userId: user });
      return (await only({ written, kind: 'token' }, tokens, (token) => token.Name)).TokenId;
    },
  };
}

async function userId(api: Client, written: string): Promise<string> {
  if (/^(usr|svc)_[0-9a-z]{26}$/.test(written)) return written;
  if (written === 'me') return (await api.getMe()).body.UserId;
  const wanted = written.toLowerCase();
  const part = written.replace(/@service$/i, '');
  const users = [];
  for await (const user of items(api.listUsers, { query: { name: part, limit: 200 } })) users.push(user);
  const named = users.filter(({ UserName }) =>
    [wanted, `${wanted}@service`].includes(UserName.toLowerCase()),
  );
  const shown = users.filter(({ DisplayName, Email }) =>
    [DisplayName, Email].some((text) => text?.toLowerCase() === wanted),
  );
  const [first, ...others] = named.length > 0 ? named : shown;
  if (first === undefined) throw new NotFoundError(`There is no user ${written}.`);
  if (others.length > 0) throw new UsageError(`${written} is the name of several users: use an id.`);
  return first.UserId;
}

async function only<Item>(
  { written, kind }: { readonly written: string; readonly kind: string },
  all: AsyncIterable<Item>,
  nameOf: (item: Item) => string,
): Promise<Item> {
  for await (const item of all) if (nameOf(item) === written) return item;
  throw new NotFoundError(`There is no ${kind} ${written}.`);
}
