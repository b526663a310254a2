/** What a deployment asks of one kind of long-lived token. */
export interface TokenKindPolicy {
  /** The longest life in days, 1 to 365; undefined: as long as the API takes. */
  readonly longestDays?: number;
  /** Whether a token may live for ever. */
  readonly neverAllowed: boolean;
  /** Whether a token must be bound to a role. */
  readonly roleRequired: boolean;
  /** Address ranges outside of which no token is accepted; empty: any. */
  readonly cidrs: readonly string[];
}

/** The token policy of a stage: checked when a token is made and whenever it is used, so tightening it acts at once. */
export interface TokenPolicy {
  readonly service: TokenKindPolicy;
  readonly personal: TokenKindPolicy;
}

/** A token, as far as the policy judges it. */
export interface JudgedToken {
  readonly kind: keyof TokenPolicy;
  readonly lifeDays: number | undefined;
  readonly roleId: string | undefined;
}

/** The token and where it is used from, or may be. */
interface Judged extends JudgedToken {
  readonly within: (ranges: readonly string[]) => boolean;
}

/** Each rule, and what is told to who breaks it. */
const rules: readonly ((policy: TokenKindPolicy, token: Judged) => string | undefined)[] = [
  ({ neverAllowed }, { kind, lifeDays }) =>
    lifeDays === undefined && !neverAllowed ? `Rule neverAllowed: a ${kind} token must expire.` : undefined,
  ({ longestDays = Infinity }, { kind, lifeDays = 0 }) =>
    lifeDays > longestDays
      ? `Rule longestDays: a ${kind} token lives at most ${longestDays} days.`
      : undefined,
  ({ roleRequired }, { kind, roleId }) =>
    roleRequired && roleId === undefined ? `Rule roleRequired: bind a ${kind} token to a role.` : undefined,
  ({ cidrs }, { kind, within }) =>
    cidrs.length > 0 && !within(cidrs)
      ? `Rule cidrs: a ${kind} token works from ${cidrs.join(', ')} only.`
      : undefined,
];

/**
 * The rule of the policy that a token breaks, as text for the caller; undefined where it breaks none.
 * @param within - whether the token keeps within address ranges: the caller's address at use, its own ranges at issue.
 */
export function brokenRule(
  policy: TokenPolicy,
  token: JudgedToken,
  within: (ranges: readonly string[]) => boolean,
): string | undefined {
  const broken = rules.map((rule) => rule(policy[token.kind], { ...token, within }));
  return broken.find((text) => text !== undefined);
}

const unrestricted: TokenKindPolicy = { neverAllowed: true, roleRequired: false, cidrs: [] };

/** The policy that allows every token. */
export const anyToken: TokenPolicy = { service: unrestricted, personal: unrestricted };

/**
 * Reads a policy from JSON: `{"service": {"longestDays": 90, "neverAllowed": false, "roleRequired": true, "cidrs": ["10.0.0.0/8"]},
 * "personal": {…}}`. What is left out is not restricted.
 * @throws Error naming the member that is not usable.
 */
export function readTokenPolicy(json: string): TokenPolicy {
  const { service, personal, ...others } = recordOf(json === '' ? {} : (JSON.parse(json) as unknown), 'it');
  refuseOthers(others);
  return { service: readKind(service, 'service'), personal: readKind(personal, 'personal') };
}

function readKind(value: unknown, name: string): TokenKindPolicy {
  if (value === undefined) return unrestricted;
  const { longestDays, neverAllowed, roleRequired, cidrs, ...others } = recordOf(value, name);
  refuseOthers(others);
  return {
    ...unrestricted,
    ...(longestDays === undefined ? {} : { longestDays: expect(longestDays, isDays, `${name}.longestDays`) }),
    ...(neverAllowed === undefined
      ? {}
      : { neverAllowed: expect(neverAllowed, isTruth, `${name}.neverAllowed`) }),
    ...(roleRequired === undefined
      ? {}
      : { roleRequired: expect(roleRequired, isTruth, `${name}.roleRequired`) }),
    ...(cidrs === undefined ? {} : { cidrs: expect(cidrs, isRanges, `${name}.cidrs`) }),
  };
}

const isTruth = (value: unknown): value is boolean => typeof value === 'boolean';
const isDays = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 365;
const isRanges = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && range.test(item));
/** The shape of a CIDR; enough to tell a slip, and free of characters that could break out of a JSON text. */
const range = /^[0-9a-fA-F:.]+\/\d{1,3}$/;

function expect<Value>(value: unknown, is: (value: unknown) => value is Value, name: string): Value {
  if (!is(value)) throw new Error(`token policy: ${name} is not usable`);
  return value;
}

function recordOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`token policy: ${name} must be an object`);
  }
  return value as Record<string, unknown>;
}

function refuseOthers(others: object): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw new Error(`token policy: ${name} is unknown`);
}
