import type { AnswerOf, OperationId } from '../client/index.ts';
import type { TrustPreset } from '../shared/contract/trustPresets.ts';
import type { Columns } from './output.ts';

type Body<Id extends OperationId> = AnswerOf<Id>['body'];
type ItemOf<Id extends OperationId> = Body<Id> extends { Items: readonly (infer Item)[] } ? Item : never;

/** A user, as the API answers it. */
export type User = Body<'getUser'>;
/** A long-lived token, as the API answers it. */
export type Token = ItemOf<'listTokens'>;
/** A trust rule, as the API answers it. */
export type TrustRule = ItemOf<'listTrustRules'>;
/** A share, as the API answers it. */
export type Share = ItemOf<'listShares'>;

const names = (list: readonly { RoleName?: string; TeamName?: string }[]): string =>
  list.map(({ RoleName, TeamName }) => RoleName ?? TeamName ?? '').join(', ');

type Checked = Body<'explainTrustRules'>['Rules'][number]['Checks'][number];

const conditions = ({ Conditions }: TrustRule): string =>
  Conditions.map(({ Claim, Equals }) =>
    typeof Equals === 'string' ? `${Claim}=${Equals}` : `${Claim}:=${String(Equals)}`,
  ).join(', ');

/** What tables show of every kind of thing. */
export const columns = {
  users: {
    Name: (user) => user.DisplayName,
    'User name': (user) => user.UserName,
    Type: (user) => (user.IsServiceUser ? 'service' : 'person'),
    Status: (user) => user.Status,
    'Default role': (user) =>
      user.Roles.find(({ RoleId }) => RoleId === user.DefaultRoleId)?.RoleName ?? user.DefaultRoleId,
    Teams: (user) => names(user.Teams),
    'Last active': (user) => user.LastActiveAt ?? 'never',
  } satisfies Columns<User>,
  user: {
    Id: (user) => user.UserId,
    Name: (user) => user.DisplayName,
    'User name': (user) => user.UserName,
    'E-mail': (user) => user.Email,
    Type: (user) => (user.IsServiceUser ? 'service' : 'person'),
    Status: (user) => user.Status,
    Roles: (user) => names(user.Roles),
    'Default role': (user) => user.DefaultRoleId,
    Teams: (user) => names(user.Teams),
    Description: (user) => user.Description,
    Created: (user) => `${user.CreatedAt} by ${user.CreatedBy.DisplayName}`,
    'Last active': (user) => user.LastActiveAt ?? 'never',
  } satisfies Columns<User>,
  me: {
    Id: (me) => me.UserId,
    Name: (me) => me.DisplayName,
    'User name': (me) => me.UserName,
    Type: (me) => (me.IsServiceUser ? 'service' : 'person'),
    'Assumed by': (me) => me.AssumedBy?.DisplayName,
    Role: (me) => me.ActiveRole.RoleName,
    Permissions: (me) => me.ActiveRole.Permissions.join(' '),
    'Super-Admin mode': (me) => (me.SuperAdminMode ? 'yes' : 'no'),
    Until: (me) => me.SessionExpiresAt,
  } satisfies Columns<Body<'getMe'>>,
  tokens: {
    Id: (token) => token.TokenId,
    Name: (token) => token.Name,
    State: (token) => token.State,
    Role: (token) => token.RoleId ?? 'default role',
    Expires: (token) => token.ExpiresAt ?? 'never',
    'Last used': (token) => token.LastUsedAt ?? 'never',
  } satisfies Columns<Token>,
  shares: {
    Kind: (share) => share.GranteeType,
    Grantee: (share) => share.GranteeId,
    Access: (share) => share.AccessType,
    Since: (share) => share.CreatedAt,
  } satisfies Columns<Share>,
  sessions: {
    Id: (session) => session.SessionId,
    Person: (session) => session.PersonId,
    Role: (session) => session.RoleId,
    Since: (session) => session.IssuedAt,
    Until: (session) => session.ExpiresAt,
    Reason: (session) => session.Reason,
  } satisfies Columns<ItemOf<'listSessions'>>,
  roles: {
    Id: (role) => role.RoleId,
    Name: (role) => role.RoleName,
    'Built in': (role) => (role.BuiltIn ? 'yes' : 'no'),
    Permissions: (role) => role.Permissions.join(' '),
  } satisfies Columns<ItemOf<'listRoles'>>,
  teams: { Id: (team) => team.TeamId, Name: (team) => team.TeamName } satisfies Columns<ItemOf<'listTeams'>>,
  tags: {
    Id: (tag) => tag.TagId,
    Tag: (tag) => `${tag.TagKey}=${tag.TagValue}`,
    Since: (tag) => tag.CreatedAt,
  } satisfies Columns<ItemOf<'listTags'>>,
  tagUsers: {
    User: (member) => member.UserId,
    Access: (member) => member.AccessType,
    Since: (member) => member.CreatedAt,
  } satisfies Columns<ItemOf<'listTagUsers'>>,
  resources: {
    Id: (resource) => resource.ResourceId,
    Type: (resource) => resource.ResourceType,
    Name: (resource) => resource.Name,
    'External id': (resource) => resource.ExternalId,
    Owner: (resource) => resource.OwnerId,
  } satisfies Columns<ItemOf<'listResources'>>,
  applications: {
    Id: (application) => application.ApplicationId,
    Name: (application) => application.Name,
    'People only': (application) => (application.InteractiveOnly ? 'yes' : 'no'),
  } satisfies Columns<ItemOf<'listApplications'>>,
  superAdmins: {
    Id: (member) => member.UserId,
    Name: (member) => member.DisplayName,
    Enabled: (member) => (member.Enabled ? 'yes' : 'no'),
  } satisfies Columns<ItemOf<'listSuperAdmins'>>,
  events: {
    At: (event) => event.At,
    Action: (event) => event.Action,
    Actor: (event) => event.ActorId,
    As: (event) => event.ServiceUserId,
    On: (event) => event.TargetId,
    Reason: (event) => event.Reason,
  } satisfies Columns<ItemOf<'listEvents'>>,
  trustRules: {
    Id: (rule) => rule.TrustRuleId,
    Name: (rule) => rule.Name,
    Issuer: (rule) => rule.Issuer,
    Audience: (rule) => rule.Audience,
    Conditions: conditions,
  } satisfies Columns<TrustRule>,
  trustRule: {
    Id: (rule) => rule.TrustRuleId,
    Name: (rule) => rule.Name,
    Issuer: (rule) => rule.Issuer,
    Audience: (rule) => rule.Audience,
    Conditions: conditions,
    Role: (rule) => rule.RoleId ?? 'default role',
    'Longest life': (rule) => `${String(rule.MaxDurationMinutes)} minutes`,
    Keys: (rule) =>
      rule.Jwks === null ? 'published by the issuer' : `${String(rule.Jwks.keys.length)} given`,
    Created: (rule) => `${rule.CreatedAt} by ${rule.CreatedBy.DisplayName}`,
    Changed: (rule) => rule.UpdatedAt,
  } satisfies Columns<TrustRule>,
  trustChecks: {
    Rule: (check) => check.Rule,
    Holds: (check) => (check.Holds ? 'yes' : 'NO'),
    Check: (check) => check.Claim ?? check.Check,
    Expected: (check) => check.Expected,
    Actual: (check) => check.Actual,
  } satisfies Columns<Checked & { readonly Rule: string }>,
  trustPresets: {
    Preset: (preset) => preset.Preset,
    Issuer: (preset) => preset.issuer,
    Claims: (preset) => preset.claims.map(({ claim, example }) => `${claim}=${example}`).join(', '),
    'How a job gets a token': (preset) => preset.howToGet,
  } satisfies Columns<{ readonly Preset: string } & TrustPreset>,
  clientKeys: {
    Id: (key) => key.ClientKeyId,
    Name: (key) => key.Name,
    Algorithm: (key) => key.Algorithm,
    Since: (key) => key.CreatedAt,
  } satisfies Columns<ItemOf<'listClientKeys'>>,
  introspection: {
    Works: (token) => (token.active ? 'yes' : 'no'),
    Of: (token) => token.sub,
    'User name': (token) => token.username,
    'Assumed by': (token) => token.act?.sub,
    Kind: (token) => token.token_use,
    Role: (token) => token.role_id,
    Scope: (token) => token.scope,
    For: (token) => token.aud,
    Until: (token) => (token.exp === undefined ? undefined : new Date(token.exp * 1000).toISOString()),
  } satisfies Columns<Body<'introspectToken'>>,
};
