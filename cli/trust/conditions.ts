import { trustPresets } from '../../shared/contract/trustPresets.ts';
import { UsageError } from '../exitCodes.ts';

/** One claim that a token must hold with exactly this value. */
export interface Condition {
  readonly Claim: string;
  readonly Equals: string | number | boolean;
}

/** An issuer that many trust. */
export type PresetName = keyof typeof trustPresets;

/** Names of the presets. */
export const presetNames = Object.keys(trustPresets) as PresetName[];

/** What is written instead of the names of claims. */
export interface FriendlyFlags {
  readonly repository?: string;
  readonly ref?: string;
  readonly environment?: string;
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly roleArn?: string;
  readonly account?: string;
}

type ClaimOf<Name extends PresetName> = (typeof trustPresets)[Name]['claims'][number]['claim'];

const claimOf: { readonly [Name in PresetName]: Partial<Record<keyof FriendlyFlags, ClaimOf<Name>>> } = {
  github: { repository: 'repository', ref: 'ref', environment: 'environment' },
  gitlab: { repository: 'project_path', ref: 'ref', environment: 'environment' },
  kubernetes: { namespace: '/kubernetes.io/namespace', serviceAccount: '/kubernetes.io/serviceaccount/name' },
  aws: { roleArn: 'sub', account: '/https:~1~1sts.amazonaws.com~1/aws_account' },
};

/** Claims that everybody at a shared issuer can have alike: a branch is called main everywhere. */
const sharedByAll = [
  'ref',
  'ref_type',
  'ref_protected',
  'environment',
  'environment_protected',
  'event_name',
];

/** Written in the command line as flags are. */
const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The issuer of a preset, where it is the same for everybody. */
export function issuerOf(preset: PresetName | undefined): string | undefined {
  const issuer = preset === undefined ? undefined : trustPresets[preset].issuer;
  return issuer?.includes('{') === true ? undefined : issuer;
}

/** The preset whose issuer this is. */
export function presetOf(issuer: string | undefined): PresetName | undefined {
  return issuer === undefined ? undefined : presetNames.find((name) => issuerOf(name) === issuer);
}

/** What was written of the conditions of a rule. */
export interface WrittenConditions {
  /** The issuer that the rule has or gets. */
  readonly issuer: string | undefined;
  readonly preset: PresetName | undefined;
  readonly conditions: readonly string[];
  readonly friendly: FriendlyFlags;
}

/**
 * The conditions that were written; undefined when none were.
 * @throws UsageError for a flag that is not for the preset, and for conditions that admit everybody at a shared issuer.
 */
export function conditionsOf(written: WrittenConditions): Condition[] | undefined {
  const { issuer, preset = presetOf(issuer), friendly } = written;
  const named = Object.entries(friendly).map(([name, Equals]) => ({
    Claim: claimBehind(preset, name as keyof FriendlyFlags),
    Equals: String(Equals),
  }));
  const conditions = [...named, ...written.conditions.map(conditionOf)];
  if (conditions.length === 0) return undefined;
  const twice = conditions.find(({ Claim }, at) => conditions.findIndex((one) => one.Claim === Claim) !== at);
  if (twice !== undefined) throw new UsageError(`There are two conditions on ${twice.Claim}.`);
  mustSayWhose(issuer, conditions);
  return conditions;
}

/**
 * Stops a rule that would trust everybody at an issuer that many share.
 * @throws UsageError
 */
export function mustSayWhose(issuer: string | undefined, conditions: readonly Condition[]): void {
  const preset = presetOf(issuer);
  if (preset === undefined || conditions.some(({ Claim }) => !sharedByAll.includes(Claim))) return;
  const [{ claim }] = trustPresets[preset].claims;
  throw new UsageError(
    `Everybody at ${String(issuer)} could meet these conditions: say whose, with ${claim}.`,
  );
}

function claimBehind(preset: PresetName | undefined, name: keyof FriendlyFlags): string {
  const claims: Partial<Record<keyof FriendlyFlags, string>> = preset === undefined ? {} : claimOf[preset];
  const claim = claims[name];
  if (claim !== undefined) return claim;
  const known = presetNames.filter((one) => name in claimOf[one]);
  throw new UsageError(`${flagOf(name)} goes with --preset ${known.join(' or ')}.`);
}

/** `claim=value` is text, `claim:=value` a number, true or false: tokens tell them apart. */
function conditionOf(written: string): Condition {
  const [, Claim, typed, text] = /^(.+?)(:?)=(.+)$/s.exec(written) ?? [];
  if (Claim === undefined || text === undefined) {
    throw new UsageError(`A condition is written claim=value, not ${written}.`);
  }
  return { Claim, Equals: typed === ':' ? valueOf(text) : text };
}

function valueOf(text: string): number | boolean {
  if (/^(true|false|-?(0|[1-9]\d*)(\.\d+)?)$/.test(text)) return JSON.parse(text) as number | boolean;
  throw new UsageError(`:=${text}: := is for numbers, true and false; text is written claim=value.`);
}
