import { ApiProblem } from '../../../shared/contract/client.ts';

/** A field of the form. */
export type Field = 'name' | 'description' | 'role' | 'teams' | 'tokenName' | 'expiry';

/** What the API has against single fields. */
export type FieldProblems = Readonly<Partial<Record<Field, string>>>;

const byPath: readonly (readonly [path: RegExp, field: Field])[] = [
  [/^Name$/, 'name'],
  [/^Description$/, 'description'],
  [/^Role$/, 'role'],
  [/^Teams(\.|$)/, 'teams'],
  [/^Token\.ExpiresInDays$/, 'expiry'],
  [/^Token(\.|$)/, 'tokenName'],
];

const byCode: Readonly<Partial<Record<ApiProblem['code'], Field>>> = {
  'name-taken': 'name',
  'name-not-usable': 'name',
  'token-policy': 'expiry',
};

/** Puts a refusal beside the fields that it is about; empty where it is about none. */
export function fieldProblemsOf(error: unknown): FieldProblems {
  if (!(error instanceof ApiProblem)) return {};
  const field = byCode[error.code];
  if (field !== undefined) return { [field]: `${error.title}. ${error.detail}` };
  const found = error.errors.flatMap(({ path, message }) => {
    const known = byPath.find(([pattern]) => pattern.test(path));
    return known === undefined ? [] : [[known[1], message] as const];
  });
  return found.length === error.errors.length ? Object.fromEntries(found) : {};
}

/** Whether something is wrong on the first of the two steps. */
export function isOnFirstStep({ name, description, role, teams }: FieldProblems): boolean {
  return (name ?? description ?? role ?? teams) !== undefined;
}
