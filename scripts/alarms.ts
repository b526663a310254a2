import { canaryEntry, canaryImpact } from '../infra/canary.ts';
import { workers, type Worker } from '../infra/workers.ts';
import type { Operation } from '../shared/contract/operation.ts';
import { operationRows } from '../shared/contract/operations.ts';

/** What a function needs of others, in the order in which it is looked at. */
function needs(uses: readonly string[]): string {
  const parts = [
    uses.some((use) => use.startsWith('table:')) ? 'table' : '',
    uses.some((use) => use.startsWith('kms:')) ? 'KMS' : '',
    uses.includes('issuers:read') ? 'outside issuers' : '',
    uses.includes('credentials:verify') ? 'the sign-in issuer' : '',
    uses.includes('events:publish') ? 'event bus' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

const row = (name: string, impact: string, rest: readonly [needs: string, section: string]): string =>
  `| \`${name}\` | ${impact} | ${rest[0]} | [${rest[1]}](runbook.md#${rest[1].toLowerCase().replaceAll(' ', '-')}) |`;

/** docs/alarms.md: every alarm, what users lose, and where the runbook says what to do. */
export function alarmsDocument(): string {
  return [
    '# Alarms',
    '',
    'Derived from the table of operations and the workers by `npm run documents`. An alarm is called `service-users-<stage>-<name>`; its text is the impact and',
    'the log group. `service-users-<stage>-api` looks at the API as a whole. `canary` is there where the stage names a canary.',
    '',
    '| Name | What users lose | Needs | What to do |',
    '| --- | --- | --- | --- |',
    row('api', 'More than one in a hundred requests fails.', ['everything', 'The API as a whole']),
    row('authorizer', 'Nobody can do anything: every request is refused with 503.', [
      'table, the sign-in issuer',
      'The authorizer',
    ]),
    ...Object.entries<Worker>(workers).map(([name, { impact, uses }]) =>
      row(name, impact, [needs(uses), `The worker ${name}`]),
    ),
    row(canaryEntry, canaryImpact, ['the API, KMS', 'The canary']),
    ...Object.entries<Operation>(operationRows).map(([name, { impact, uses }]) =>
      row(name, impact, [needs(uses), 'A function of the API']),
    ),
    '',
  ].join('\n');
}
