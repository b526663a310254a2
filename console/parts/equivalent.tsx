import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { InputOf, OperationId } from '../../shared/contract/client.ts';
import { routes } from '../../shared/contract/routes.ts';
import { useActing, useConsole } from '../api/console.ts';
import { CopyText } from './copyText.tsx';

/** The same thing by other means. */
export interface EquivalentCall<Id extends OperationId> {
  readonly operation: Id;
  readonly input: InputOf<Id>;
  /** What follows `service-users`, each argument by itself; quoted for a shell where it needs to be. */
  readonly cli: readonly string[];
}

/** A word as a POSIX shell takes it for itself. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

interface Parts {
  readonly api: string;
  readonly header: string | undefined;
}

/** The call with curl; credentials come from the environment, so none is ever shown or copied. */
export function curlOf<Id extends OperationId>(
  { operation, input }: Pick<EquivalentCall<Id>, 'operation' | 'input'>,
  { api, header }: Parts,
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
    ...(header === undefined ? [] : [`-H "${header}: $SERVICE_USER_TOKEN"`]),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d ${quoted(body)}`]),
  ].join(' ');
}

/** What a dialog does, as an API call and as a command, for whoever wants to do it without the page. */
export function Equivalent<Id extends OperationId>(call: EquivalentCall<Id>) {
  const { settings } = useConsole();
  const acting = useActing();
  const mode = acting.kind === 'super-admin' ? ['--super-admin'] : [];
  const as = acting.kind === 'service-user' ? ['--as', acting.name] : [];
  const header = acting.kind === 'person' ? undefined : settings.serviceUserHeader;
  return (
    <ExpandableSection headerText="The same without this page" variant="footer">
      <SpaceBetween size="xs">
        <div>
          API <CopyText what="the API call" text={curlOf(call, { api: settings.api, header })} />
        </div>
        <div>
          Command{' '}
          <CopyText
            what="the command"
            text={['service-users', ...call.cli, ...mode, ...as].map(quoted).join(' ')}
          />
        </div>
      </SpaceBetween>
    </ExpandableSection>
  );
}
