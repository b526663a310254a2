import { ApiProblem } from '../../shared/contract/client.ts';

/** Codes of the API that are about one field, and which. */
export type FieldOfCode = Readonly<Partial<Record<ApiProblem['code'], string>>>;

/** An error, taken apart: what belongs to fields, and what is left to tell beside them. */
export interface FieldErrors {
  /** What to say at a field of the body, by its name. */
  readonly at: (field: string) => string | undefined;
  /** The error, unless all of it stands at fields. */
  readonly rest: unknown;
}

function messagesOf(error: ApiProblem, fieldOfCode: FieldOfCode): readonly (readonly [string, string])[] {
  const field = fieldOfCode[error.code];
  if (field !== undefined) return [[field, `${error.title}. ${error.detail}`]];
  return error.errors.map(({ path, message }) => [path.split(/[.[]/)[0] ?? '', message]);
}

/** Puts a refusal at the fields it is about. */
export function fieldErrors(
  error: unknown,
  fields: readonly string[],
  fieldOfCode: FieldOfCode = {},
): FieldErrors {
  if (!(error instanceof ApiProblem)) return { at: () => undefined, rest: error };
  const messages = messagesOf(error, fieldOfCode);
  const placed = messages.length > 0 && messages.every(([field]) => fields.includes(field));
  const at = (field: string): string | undefined => {
    const found = messages.filter(([of]) => of === field).map(([, message]) => message);
    return found.length === 0 ? undefined : found.join(' ');
  };
  return { at, rest: placed ? undefined : error };
}

/** The text of an error at a field, as form fields take it. */
export function errorTextOf(text: string | undefined): { readonly errorText?: string } {
  return text === undefined ? {} : { errorText: text };
}
