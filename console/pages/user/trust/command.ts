import type { InputOf } from '../../../../shared/contract/client.ts';

type Body = Partial<InputOf<'updateTrustRule'>['body']>;

/** The flags with which the command line says the same; pinned keys come from a file there. */
export function ruleFlags({
  Issuer,
  Audience,
  Conditions = [],
  RoleId,
  MaxDurationMinutes,
  Jwks,
}: Body): string[] {
  const flag = (name: string, value: string | number | null | undefined): string[] =>
    value === undefined || value === null ? [] : [name, String(value)];
  const conditions = Conditions.flatMap(({ Claim, Equals }) => [
    '--condition',
    `${Claim}${typeof Equals === 'string' ? '=' : ':='}${String(Equals)}`,
  ]);
  return [
    ...flag('--issuer', Issuer),
    ...flag('--audience', Audience),
    ...conditions,
    ...flag('--role', RoleId),
    ...flag('--max-minutes', MaxDurationMinutes),
    ...(Jwks === undefined || Jwks === null ? [] : ['--jwks-file', 'keys.json']),
  ];
}
