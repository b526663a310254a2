import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { InputOf, OperationId } from '../../shared/contract/client.ts';
import { routes } from '../../shared/contract/routes.ts';
import { useActing, useConsole } from '../api/console.ts';
import type { Acting } from '../session/identity.ts';
import { CopyText } from './copyText.tsx';

/** The same thing by other means. */
export interface EquivalentCall<Id extends OperationId> {
  readonly operation: Id;
  readonly input: InputOf<Id>;
  /** What follows `service-users`, each argument by itself; quoted for a shell where it needs to be. */
  readonly cli: readonly string[];
  /** Where the page sends it as the person, whoever it acts as. */
  readonly as?: 'person' | undefined;
}

/** A word as a POSIX shell takes it for itself. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** As whom a call runs, in the words of the API and of the command line. */
interface As {
  /** Beside the person's own credential. */
  readonly header: string | undefined;
  readonly flags: readonly string[];
}

function asOf(acting: Acting, serviceUserHeader: string): As {
  const header = `${serviceUserHeader}: $SERVICE_USER_TOKEN`;
  if (acting.kind === 'super-admin') return { header, flags: ['--super-admin'] };
  if (acting.kind === 'service-user') return { header, flags: ['--as', acting.name] };
  const roleId = acting.role?.roleId;
  return roleId === undefined
    ? { header: undefined, flags: [] }
    : { header: `X-Role-Id: ${roleId}`, flags: ['--as-role', roleId] };
}

/** The call with curl; credentials come from the environment, so none is ever shown or copied. */
function curlOf<Id extends OperationId>(
  { operation, input }: Pick<EquivalentCall<Id>, 'operation' | 'input'>,
  api: string,
  header: string | undefined,
): string {
  const [method, path] = routes[operation];
  const fields = input as Readonly<Record<string, unknown>>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(fields[name])));
  const query = new URLSearchParams(
    Object.entries((fields['query'] ?? {}) as Record<string, string>).map(([key, value]) => [
      key,
      String(value),
    ]),
  ).toString();
  const body = fields['body'] === undefined ? undefined : JSON.stringify(fields['body']);
  return [
    `curl -X ${method} ${quoted(`${api}${filled}${query === '' ? '' : `?${query}`}`)}`,
    '-H "Authorization: Bearer $SERVICE_USERS_TOKEN"',
    ...(header === undefined ? [] : [`-H "${header}"`]),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d ${quoted(body)}`]),
  ].join(' ');
}

/** What follows `--` belongs to another program, so flags stand before it. */
function commandOf(cli: readonly string[], flags: readonly string[]): string {
  const end = cli.includes('--') ? cli.indexOf('--') : cli.length;
  return ['service-users', ...cli.slice(0, end), ...flags, ...cli.slice(end)].map(quoted).join(' ');
}

const asOneself: As = { header: undefined, flags: [] };

/** What a dialog does, as an API call and as a command, for whoever wants to do it without the page. */
export function Equivalent<Id extends OperationId>({ as, cli, ...call }: EquivalentCall<Id>) {
  const { settings } = useConsole();
  const acting = useActing();
  const { header, flags } = as === 'person' ? asOneself : asOf(acting, settings.serviceUserHeader);
  return (
    <ExpandableSection headerText="The same without this page" variant="footer">
      <SpaceBetween size="xs">
        <div>
          API <CopyText what="the API call" text={curlOf(call, settings.api, header)} />
        </div>
        <div>
          Command <CopyText what="the command" text={commandOf(cli, flags)} />
        </div>
      </SpaceBetween>
    </ExpandableSection>
  );
}
