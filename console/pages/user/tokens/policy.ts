import { ApiProblem } from '../../../../shared/contract/client.ts';

/** Rules of a token policy by the field of the form that breaks them. */
const fieldOfRule: Readonly<Record<string, string>> = {
  neverAllowed: 'ExpiresInDays',
  longestDays: 'ExpiresInDays',
  roleRequired: 'RoleId',
  cidrs: 'AllowedCidrs',
};

/** A refusal by the policy as one about the field that breaks the rule: the rest of the form can stay as it is. */
export function atItsField(error: unknown): unknown {
  if (!(error instanceof ApiProblem) || error.code !== 'token-policy') return error;
  const [, rule = '', words = ''] = /^Rule (\w+): (.*)$/s.exec(error.detail) ?? [];
  const path = fieldOfRule[rule];
  if (path === undefined) return error;
  const message = `The token policy of this deployment forbids it: ${words}`;
  return new ApiProblem({
    code: error.code,
    status: error.status,
    title: error.title,
    detail: error.detail,
    errors: [{ path, message }],
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  });
}
