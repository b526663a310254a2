import { trustPresets } from '../../../../shared/contract/trustPresets.ts';
import type { Entry } from '../../../api/pages.ts';
import { readKeySet } from '../keys/publicKeys.ts';

/** A trust rule, as lists show it. */
export type TrustRule = Entry<'listTrustRules'>;

/** A condition as it is typed. */
export interface DraftCondition {
  readonly claim: string;
  readonly equals: string;
  readonly kind: 'text' | 'number' | 'truth';
}

/** A trust rule as it is typed. */
export interface Draft {
  readonly preset: keyof typeof trustPresets | 'other';
  readonly name: string;
  readonly issuer: string;
  readonly audience: string;
  readonly conditions: readonly DraftCondition[];
  readonly roleId: string;
  readonly minutes: string;
  readonly jwks: string;
}

const noCondition: DraftCondition = { claim: '', equals: '', kind: 'text' };

/** A rule that nothing is said of yet. */
export function emptyDraft(audience: string): Draft {
  const nothing = { preset: 'other', name: '', issuer: '', roleId: '', jwks: '' } as const;
  return withPreset({ ...nothing, audience, conditions: [noCondition], minutes: '60' }, 'github');
}

/** The draft with what is known of a platform; what is typed where the platform says nothing stays. */
export function withPreset(draft: Draft, preset: Draft['preset']): Draft {
  if (preset === 'other') return { ...draft, preset, issuer: '', conditions: [noCondition] };
  const { issuer, claims } = trustPresets[preset];
  return {
    ...draft,
    preset,
    issuer,
    conditions: claims.slice(0, 1).map(({ claim }) => ({ ...noCondition, claim })),
  };
}

function kindOf(value: unknown): DraftCondition['kind'] {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'truth' : 'text';
}

/** A rule as a draft, to be changed. */
export function draftOf(rule: TrustRule): Draft {
  const known = Object.entries(trustPresets).find(([, { issuer }]) => issuer === rule.Issuer)?.[0];
  return {
    preset: (known as Draft['preset'] | undefined) ?? 'other',
    name: rule.Name,
    issuer: rule.Issuer,
    audience: rule.Audience,
    conditions: rule.Conditions.map(({ Claim, Equals }) => ({
      claim: Claim,
      equals: String(Equals),
      kind: kindOf(Equals),
    })),
    roleId: rule.RoleId ?? '',
    minutes: String(rule.MaxDurationMinutes),
    jwks: rule.Jwks === null ? '' : JSON.stringify(rule.Jwks, null, 2),
  };
}

const valueProblems: Readonly<Record<DraftCondition['kind'], (value: string) => string | undefined>> = {
  text: (value) => (value === '*' ? 'A value is compared exactly: * is no wildcard.' : undefined),
  number: (value) => (value.trim() !== '' && Number.isFinite(Number(value)) ? undefined : 'Not a number.'),
  truth: (value) => (['true', 'false'].includes(value) ? undefined : 'Write true or false.'),
};

/** Why a condition cannot be; undefined where it can. */
export function conditionProblem({ claim, equals, kind }: DraftCondition): string | undefined {
  if (claim.trim() === '' || equals === '') return 'Name a claim and its value.';
  return valueProblems[kind](equals);
}

/** Why the issuer cannot be; undefined where it can. The API decides. */
export function issuerProblem(issuer: string): string | undefined {
  const placeholder = /\{([^}]*)\}/.exec(issuer)?.[0];
  if (placeholder !== undefined) return `Put yours in place of ${placeholder}.`;
  return /^https?:\/\/[^\s?#@\\]+$/.test(issuer)
    ? undefined
    : 'Write the whole address, such as https://gitlab.example.com.';
}

/** Why the pinned keys cannot be; undefined where they can, or where there are none. */
export function jwksProblem(jwks: string): string | undefined {
  const read = jwks.trim() === '' ? undefined : readKeySet(jwks);
  return read !== undefined && 'fault' in read ? read.fault : undefined;
}

/** Why the longest life cannot be; undefined where it can. */
export function minutesProblem(minutes: string): string | undefined {
  const whole = /^\d{1,3}$/.test(minutes.trim()) && Number(minutes) >= 1 && Number(minutes) <= 180;
  return whole ? undefined : 'Whole minutes from 1 to 180.';
}

/** What is still missing; undefined where the rule can be sent. */
export function notYet(draft: Draft): string | undefined {
  if (draft.name.trim() === '') return 'Give the rule a name.';
  if (issuerProblem(draft.issuer) !== undefined) return 'Say whose tokens are trusted.';
  if (draft.audience.trim() === '') return 'Say for whom the tokens must be issued.';
  if (draft.conditions.length === 0) return 'Add a condition: an issuer serves many.';
  if (draft.conditions.some((one) => conditionProblem(one) !== undefined)) return 'Complete the conditions.';
  if (minutesProblem(draft.minutes) !== undefined) return 'Correct the longest life.';
  return jwksProblem(draft.jwks) === undefined ? undefined : 'Correct the pinned keys.';
}

function valueOf({ equals, kind }: DraftCondition): string | number | boolean {
  if (kind === 'number') return Number(equals);
  return kind === 'truth' ? equals === 'true' : equals;
}

/** What both creating and changing send. */
export function fieldsOf(draft: Draft) {
  return {
    Name: draft.name.trim(),
    Issuer: draft.issuer.trim(),
    Audience: draft.audience.trim(),
    Conditions: draft.conditions.map((one) => ({ Claim: one.claim.trim(), Equals: valueOf(one) })),
    MaxDurationMinutes: Number(draft.minutes),
  };
}

/** The pinned keys; undefined where there are none. */
export function jwksOf({ jwks }: Draft): { keys: Record<string, unknown>[] } | undefined {
  const read = jwks.trim() === '' ? undefined : readKeySet(jwks);
  return read !== undefined && 'value' in read ? { keys: read.value.map((key) => ({ ...key })) } : undefined;
}
