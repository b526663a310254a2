import type { AnswerOf } from '../../client/index.ts';
import { trustPresets } from '../../shared/contract/trustPresets.ts';
import { columns, type TrustRule } from '../columns.ts';
import { choice, command, given, group, text, texts, whole } from '../command.ts';
import { exitCodes, NotFoundError, UsageError } from '../exitCodes.ts';
import { showList, showOne } from '../output.ts';
import { readSecretFrom } from '../readText.ts';
import type { Session } from '../session.ts';
import { confirm, looksAt, say } from '../terminal.ts';
import {
  conditionsOf,
  issuerOf,
  mustSayWhose,
  presetNames,
  type FriendlyFlags,
  type PresetName,
} from '../trust/conditions.ts';

const friendly = {
  repository: text('github, gitlab: owner/name, group/project', { placeholder: 'path' }),
  ref: text('github, gitlab: the branch or tag, as the token says it', { placeholder: 'ref' }),
  environment: text('github, gitlab: the environment of the job', { placeholder: 'name' }),
  namespace: text('kubernetes: the namespace', { placeholder: 'name' }),
  serviceAccount: text('kubernetes: the service account', { placeholder: 'name' }),
  roleArn: text('aws: the role that the workload runs as', { placeholder: 'arn' }),
  account: text('aws: the account', { placeholder: 'id' }),
};

const ruleFlags = {
  preset: choice('An issuer that is known', presetNames),
  issuer: text('The `iss` of the tokens, exactly', { placeholder: 'url' }),
  audience: text('What `aud` must be or hold, exactly', { placeholder: 'text' }),
  ...friendly,
  condition: texts(
    'A claim and its whole value; `claim:=true` for what is no text; repeatable',
    'claim=value',
  ),
  role: text('An attached role of the tokens that it gives', { placeholder: 'role' }),
  maxMinutes: whole('The longest life of those tokens', 1, 180),
  jwksFile: text('Public keys in place of those that the issuer publishes', { placeholder: 'file' }),
};

interface RuleFlags extends FriendlyFlags {
  readonly preset?: PresetName;
  readonly issuer?: string;
  readonly audience?: string;
  readonly condition?: readonly string[];
  readonly role?: string;
  readonly maxMinutes?: number;
  readonly jwksFile?: string;
}

/** What the flags say of a rule, now that of another issuer or none; what they do not say is left out. */
async function fieldsOf({ find }: Session, flags: RuleFlags, issuerNow?: string) {
  const { preset, condition: conditions = [], role, jwksFile } = flags;
  const Issuer = flags.issuer ?? issuerOf(preset);
  const short = Object.fromEntries(Object.entries(flags).filter(([name]) => Object.hasOwn(friendly, name)));
  const Conditions = conditionsOf({ issuer: Issuer ?? issuerNow, preset, conditions, friendly: short });
  return {
    Issuer,
    Audience: flags.audience,
    Conditions,
    RoleId: role === undefined ? undefined : await (await find()).role(role),
    MaxDurationMinutes: flags.maxMinutes,
    Jwks: jwksFile === undefined ? undefined : (await import('../publicKeys.ts')).keySetIn(jwksFile),
  };
}

async function rulesOf(session: Session, user: string) {
  const userId = await (await session.find()).user(user);
  const { Items } = (await (await session.api()).listTrustRules({ userId }, session.call)).body;
  return { userId, rules: Items };
}

/** By id or name; names are unique per service user. */
async function ruleOf(session: Session, user: string, written: string): Promise<[string, TrustRule]> {
  const { userId, rules } = await rulesOf(session, user);
  const rule = rules.find(({ TrustRuleId, Name }) => [TrustRuleId, Name].includes(written));
  if (rule === undefined) throw new NotFoundError(`There is no trust rule ${written}.`);
  return [userId, rule];
}

const list = command({
  brief: 'List which outside tokens stand for a service user',
  args: ['user'],
  run: async (session, [user]) => {
    await showList((await rulesOf(session, user)).rules, columns.trustRules, session.output);
  },
});

const get = command({
  brief: 'Show one trust rule',
  args: ['user', 'rule'],
  run: async (session, [user, written = '']) => {
    const [, rule] = await ruleOf(session, user, written);
    showOne(rule, columns.trustRule, session.output);
  },
});

const add = command({
  brief: 'Trust tokens of an outside issuer to stand for a service user',
  more: 'service-users trust add svc-loader ci --preset github --repository acme/warehouse --environment production\nAll conditions must hold; values are compared whole and exactly.',
  args: ['user', 'name'],
  flags: ruleFlags,
  run: async (session, [user, Name = ''], flags) => {
    const { Issuer, Conditions, ...fields } = await fieldsOf(session, flags);
    if (Issuer === undefined)
      throw new UsageError('Whose tokens? Give --issuer https://…, or --preset github.');
    if (Conditions === undefined) throw new UsageError('Which tokens? Give --condition claim=value.');
    const { baseUrl } = session.access();
    // What our own client asks the platform for where nothing else is said.
    const Audience = fields.Audience ?? baseUrl;
    const [api, userId] = [await session.api(), await (await session.find()).user(user)];
    const body = { ...fields, Name, Issuer, Audience, Conditions };
    showOne(
      (await api.createTrustRule({ userId, body }, session.call)).body,
      columns.trustRule,
      session.output,
    );
  },
});

const edit = command({
  brief: 'Change a trust rule; tokens that it gave before end, unless its name alone is new',
  args: ['user', 'rule'],
  flags: {
    name: text('New name'),
    ...ruleFlags,
    defaultRole: given('Its tokens follow the default role again'),
    publishedKeys: given('The keys that the issuer publishes count again'),
  },
  run: async (session, [user, written = ''], { name, defaultRole, publishedKeys, ...flags }) => {
    const [userId, now] = await ruleOf(session, user, written);
    const fields = await fieldsOf(session, flags, now.Issuer);
    mustSayWhose(fields.Issuer ?? now.Issuer, fields.Conditions ?? now.Conditions);
    const body = {
      ...fields,
      Name: name,
      ...(defaultRole === true ? { RoleId: null } : {}),
      ...(publishedKeys === true ? { Jwks: null } : {}),
    };
    if (Object.values(body).every((one) => one === undefined)) throw new UsageError('What is to change?');
    const api = await session.api();
    const { body: changed } = await api.updateTrustRule(
      { userId, trustRuleId: now.TrustRuleId, body },
      session.call,
    );
    showOne(changed, columns.trustRule, session.output);
  },
});

const remove = command({
  brief: 'Remove a trust rule; tokens that it gave end at once',
  args: ['user', 'rule'],
  flags: { yes: given('Do not ask', 'y') },
  run: async (session, [user, written = ''], { yes }) => {
    const [userId, { TrustRuleId: trustRuleId }] = await ruleOf(session, user, written);
    await confirm(`Remove trust rule ${written} of ${user}?`, yes);
    await (await session.api()).deleteTrustRule({ userId, trustRuleId }, session.call);
  },
});

type Explained = AnswerOf<'explainTrustRules'>['body'];

const explain = command({
  brief: 'Say rule by rule and condition by condition whether an outside token would be accepted',
  more: 'Reads the token from standard input. Nothing is issued and the token stays unused. The exit code is 1 where no rule accepts it.',
  args: ['user'],
  flags: { tokenFile: text('Read the token from a file instead', { placeholder: 'file' }) },
  run: async (session, [user], { tokenFile }) => {
    const Token = await readSecretFrom('Token', tokenFile);
    const [api, userId] = [await session.api(), await (await session.find()).user(user)];
    const { body } = await api.explainTrustRules({ userId, body: { Token } }, session.call);
    await showExplained(body, session);
    session.exit(body.Accepted ? exitCodes.ok : exitCodes.failed);
  },
});

/** A line for every condition of every rule where a person looks; else the answer as it is. */
async function showExplained(body: Explained, { output }: Session): Promise<void> {
  const isTable = (output.format ?? (looksAt.output() ? 'table' : 'json')) === 'table';
  if (!isTable || output.query !== undefined) return showOne(body, {}, output);
  const lines = body.Rules.flatMap(({ Name, Checks }) => Checks.map((check) => ({ Rule: Name, ...check })));
  await showList(lines, columns.trustChecks, { ...output, format: 'table' });
  const accepting = body.Rules.filter(({ Matches }) => Matches).map(({ Name }) => Name);
  say(accepting.length > 0 ? `Accepted by ${accepting.join(', ')}.` : 'No trust rule accepts it.');
}

const presets = command({
  brief: 'List known issuers, their claims, and how a job gets a token',
  run: async ({ output }) => {
    const rows = Object.entries(trustPresets).map(([Preset, one]) => ({ Preset, ...one }));
    await showList(rows, columns.trustPresets, output);
  },
});

/** `service-users trust …` */
export const trust = group('Which outside tokens stand for a service user, with no stored secret', {
  list,
  get,
  add,
  edit,
  remove,
  explain,
  presets,
});
