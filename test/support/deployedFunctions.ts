import { ofType, text, type Resource, type SynthesizedStack } from './synthesized.ts';

/** A function of the template with what belongs to it. */
export interface DeployedFunction {
  readonly entry: string;
  readonly id: string;
  readonly properties: Record<string, unknown>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** `action on resource`, one per pair, sorted; the function's own logs and X-Ray left out. */
  readonly permissions: readonly string[];
  /** Pairs that every function has: its own logs, and X-Ray. */
  readonly always: readonly string[];
}

const prefix = /^service-users-[a-z]+-/;

/** The functions of the product, by their entry; not those that the CDK adds. */
export function deployedFunctions(stack: SynthesizedStack): ReadonlyMap<string, DeployedFunction> {
  const own = ofType(stack, 'AWS::Lambda::Function').filter(([, { Properties }]) =>
    prefix.test(text(Properties['FunctionName'])),
  );
  return new Map(
    own.map(([id, resource]) => describeFunction(stack, id, resource)).map((item) => [item.entry, item]),
  );
}

function describeFunction(stack: SynthesizedStack, id: string, { Properties }: Resource): DeployedFunction {
  const { LoggingConfig, Environment, Role } = Properties as {
    LoggingConfig: { LogGroup: { Ref: string } };
    Environment: { Variables: Record<string, unknown> };
    Role: { 'Fn::GetAtt': [string, string] };
  };
  const role = stack.resources[Role['Fn::GetAtt'][0]];
  if (role === undefined) throw new Error(`no role of ${id}`);
  const pairs = permissionsOf(role).map((pair) => pair.replace(LoggingConfig.LogGroup.Ref, 'own logs'));
  const isAlways = (pair: string): boolean => pair.startsWith('logs:') || pair.startsWith('xray:');
  return {
    entry: text(Properties['FunctionName']).replace(prefix, ''),
    id,
    properties: Properties,
    variables: Environment.Variables,
    permissions: pairs.filter((pair) => !isAlways(pair)).sort(),
    always: pairs.filter(isAlways).sort(),
  };
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** Every `action on resource` of a role, with the table, its indexes and the keys by plain names. */
export function permissionsOf({ Properties }: Resource): string[] {
  const policies = (Properties['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => `${action} on ${plain(resource)}`)),
    );
}

function plain(resource: unknown): string {
  return text(resource)
    .replace(/<FnGetAttStorageTable\w+?StreamArn\w+>/, 'stream')
    .replace(/<FnGetAttStorageTable\w+?Arn\w+>/, 'table')
    .replace(/<FnGetAttEvents\w+Arn\w+>/, 'bus')
    .replace(/<FnGetAttSigningKey([a-z]+)\w+>/, 'key $1');
}
