import { asRecord, stringsOf } from './json.ts';

/** What an authorizer's policy says of one method ARN. */
export type Verdict = 'allow' | 'explicitDeny' | 'implicitDeny';

const invokeAction = 'execute-api:Invoke';

/** IAM wildcards: `*` any run of characters, `?` one; everything else literally. */
function matches(pattern: string, text: string, flags = ''): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}

function applies(statement: unknown, methodArn: string): boolean {
  const { Action, Resource } = asRecord(statement);
  return (
    stringsOf(Action).some((action) => matches(action, invokeAction, 'i')) &&
    stringsOf(Resource).some((resource) => matches(resource, methodArn))
  );
}

function isStatement(statement: unknown): boolean {
  const { Effect, Action, Resource, Condition } = asRecord(statement);
  return (
    (Effect === 'Allow' || Effect === 'Deny') &&
    stringsOf(Action).length > 0 &&
    stringsOf(Resource).length > 0 &&
    Condition === undefined
  );
}

/** Decides by a policy document as API Gateway does: a deny beats every allow; undefined when it is malformed. */
export function decideByPolicy(document: unknown, methodArn: string): Verdict | undefined {
  const { Statement } = asRecord(document);
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (!statements.every(isStatement)) return undefined;
  const effects = statements
    .filter((statement) => applies(statement, methodArn))
    .map((statement) => asRecord(statement)['Effect']);
  if (effects.includes('Deny')) return 'explicitDeny';
  return effects.includes('Allow') ? 'allow' : 'implicitDeny';
}
