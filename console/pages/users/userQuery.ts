import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import type { InputOf } from '../../../shared/contract/client.ts';

/** What the list of users is asked, as it stands in the address. */
export interface UserQuery {
  readonly type: string | undefined;
  readonly status: readonly string[];
  readonly role: readonly string[];
  readonly team: readonly string[];
  readonly name: string | undefined;
  readonly sort: (typeof sorts)[number];
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** Whether disabled users are shown too, where no status is asked for. */
  readonly disabledToo: boolean;
}

/** By what the API sorts. */
export const sorts = ['name', 'created', 'lastActive', 'role'] as const;
/** Rows of a page. */
export const limits = [20, 50, 100] as const;

const filters = ['type', 'status', 'role', 'team'] as const;
type Filter = (typeof filters)[number];

function oneOf<Value>(values: readonly Value[], found: unknown, otherwise: Value): Value {
  return values.find((value) => value === found) ?? otherwise;
}

function isSaid(value: string): boolean {
  return value.trim() !== '';
}

/** Reads the address; what it does not say, or says wrongly, is the default. */
export function readUserQuery(search: string): UserQuery {
  const given = new URLSearchParams(search);
  return {
    type: oneOf([undefined, 'service', 'human'], given.get('type'), undefined),
    status: given.getAll('status').filter((status) => ['enabled', 'disabled', 'deleting'].includes(status)),
    role: given.getAll('role').filter(isSaid),
    team: given.getAll('team').filter(isSaid),
    name: given.getAll('name').find(isSaid),
    sort: oneOf(sorts, given.get('sort'), 'name'),
    order: oneOf(['asc', 'desc'] as const, given.get('order'), 'asc'),
    limit: oneOf<number>(limits, Number(given.get('limit')), 20),
    disabledToo: given.has('disabled'),
  };
}

/** Writes the address; defaults are left out. */
export function writeUserQuery(query: UserQuery): string {
  const { type, name, status, role, team, sort, order, limit, disabledToo } = query;
  const single = { type, name, sort, order, limit, disabled: disabledToo ? '' : undefined };
  const defaults: Partial<Record<string, string | number>> = { sort: 'name', order: 'asc', limit: 20 };
  const written = new URLSearchParams();
  for (const [key, value] of Object.entries(single)) {
    if (value !== undefined && value !== defaults[key]) written.set(key, String(value));
  }
  for (const [key, values] of Object.entries({ status, role, team })) {
    for (const value of values) written.append(key, value);
  }
  return written.toString();
}

/** The question to the API. */
export function questionOf(query: UserQuery): InputOf<'listUsers'> {
  const { type, role, team, name, sort, order, limit } = query;
  const status = query.status.length > 0 || query.disabledToo ? query.status : ['enabled', 'deleting'];
  const asked = {
    sort,
    order,
    limit,
    ...(type === undefined ? {} : { type }),
    ...(name === undefined ? {} : { name }),
    ...(status.length === 0 ? {} : { status }),
    ...(role.length === 0 ? {} : { role }),
    ...(team.length === 0 ? {} : { team }),
  };
  return { query: asked } as InputOf<'listUsers'>;
}

/** How many filters there are. */
export function filterCount({ type, status, role, team, name }: UserQuery): number {
  return (
    [type, name].filter((value) => value !== undefined).length +
    [status, role, team].filter((list) => list.length > 0).length
  );
}

/** As the filter field shows it. */
export function tokensOf(query: UserQuery): PropertyFilterProps.Query {
  const enumerated = filters.flatMap((propertyKey) => {
    const value = [query[propertyKey] ?? []].flat();
    return value.length === 0 ? [] : [{ propertyKey, operator: '=', value }];
  });
  const free = query.name === undefined ? [] : [{ operator: ':', value: query.name }];
  return { operation: 'and', tokens: [...enumerated, ...free] };
}

/** What the filter field says; two tokens of one property are one question: any of. */
export function withTokens(query: UserQuery, { tokens }: PropertyFilterProps.Query): UserQuery {
  const valuesOf = (key: Filter | undefined): string[] =>
    tokens
      .filter(({ propertyKey }) => propertyKey === key)
      .flatMap(({ value }) => [value].flat().map(String));
  const lastOf = (key: Filter | undefined): string | undefined => valuesOf(key).at(-1);
  return {
    ...query,
    type: lastOf('type'),
    name: lastOf(undefined),
    status: [...new Set(valuesOf('status'))],
    role: [...new Set(valuesOf('role'))],
    team: [...new Set(valuesOf('team'))],
  };
}
