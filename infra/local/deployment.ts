import { readApi } from './apiDefinition.ts';
import type { ApiDefinition } from './apiDefinition.ts';
import { resourcesOfType } from './assembly.ts';
import type { Assembly, Resource } from './assembly.ts';
import type { FunctionSettings } from './executionEnvironment.ts';
import { asList, asRecord, asString } from './json.ts';
import type { JsonRecord } from './json.ts';
import type { KeyRequest } from './keyRequest.ts';
import { physicalValues } from './physicalValues.ts';
import type { LocalPlaces } from './physicalValues.ts';
import { Resolver } from './resolver.ts';
import { readSite } from './siteDefinition.ts';
import type { SiteDefinition } from './siteDefinition.ts';
import type { MappingSettings } from './streamPoller.ts';
import type { TableSettings } from './tables.ts';

/** A function that is run by the clock. */
export interface ScheduleSettings {
  readonly functionArn: string;
  /** `rate(5 minutes)`; other expressions do not run locally. */
  readonly expression: string;
  readonly input: JsonRecord;
}

/** All that runs locally of an assembly, its references resolved. */
export interface Deployment {
  readonly functions: readonly FunctionSettings[];
  readonly api: ApiDefinition;
  readonly tables: readonly TableSettings[];
  readonly mappings: readonly MappingSettings[];
  /** Functions to be run once after a deployment, by ARN. */
  readonly triggers: readonly string[];
  readonly schedules: readonly ScheduleSettings[];
  readonly site: SiteDefinition | undefined;
}

/** The stable name of a key, under which its material is kept. */
export function keyName(resource: Resource): string {
  return `${resource.stack.name}-${resource.logicalId}`;
}

/** The keys of an assembly; they are opened before anything is resolved, since their ids are part of the values. */
export function keyRequests(assembly: Assembly): readonly KeyRequest[] {
  const aliases = resourcesOfType(assembly, 'AWS::KMS::Alias');
  return resourcesOfType(assembly, 'AWS::KMS::Key').map((resource) => {
    const target = (alias: Resource): string => JSON.stringify(alias.properties['TargetKeyId'] ?? '');
    const own = aliases.filter(
      (alias) => alias.stack === resource.stack && target(alias).includes(`"${resource.logicalId}"`),
    );
    return {
      name: keyName(resource),
      spec: asString(resource.properties['KeySpec'] ?? 'SYMMETRIC_DEFAULT'),
      aliases: own.map((alias) => asString(alias.properties['AliasName'])),
    };
  });
}

/** The groups of the user pools, as the template names them. */
export function groupNames(assembly: Assembly): readonly string[] {
  return resourcesOfType(assembly, 'AWS::Cognito::UserPoolGroup').map((group) =>
    asString(group.properties['GroupName']),
  );
}

const texts = (record: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(asRecord(record)).map(([name, value]) => [name, asString(value)]));

/** Undefined for functions without an asset: the deployment tool's own helpers, which have no work here. */
function functionOf(resource: Resource, properties: JsonRecord, name: string): FunctionSettings | undefined {
  const { S3Key } = asRecord(properties['Code']);
  const hash = typeof S3Key === 'string' ? S3Key.replace(/\.\w+$/, '') : '';
  const directory = resource.stack.assets.get(hash);
  if (directory === undefined) return undefined;
  return {
    name,
    arn: '',
    directory,
    handler: asString(properties['Handler']),
    timeoutSeconds: Number(properties['Timeout'] ?? 3),
    memoryMb: Number(properties['MemorySize'] ?? 128),
    environment: texts(asRecord(properties['Environment'])['Variables']),
    jsonLogs: asRecord(properties['LoggingConfig'])['LogFormat'] === 'JSON',
  };
}

/** The limits that hold for all methods of a stage. */
function throttleOf(stage: JsonRecord): ApiDefinition['throttle'] {
  const limits = asList(stage['MethodSettings']).map(asRecord);
  const everywhere = limits.find((entry) => entry['ResourcePath'] === '/*' && entry['HttpMethod'] === '*');
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = everywhere ?? {};
  return rate === undefined || burst === undefined ? undefined : { rate: Number(rate), burst: Number(burst) };
}

function apiOf(assembly: Assembly, resolver: Resolver, places: LocalPlaces): ApiDefinition {
  const [resource, ...others] = resourcesOfType(assembly, 'AWS::ApiGateway::RestApi');
  if (!resource || others.length > 0) throw new Error('Expected exactly one AWS::ApiGateway::RestApi');
  const stages = resourcesOfType(assembly, 'AWS::ApiGateway::Stage').map((found) =>
    resolver.properties(found),
  );
  const stage = asRecord(stages[0]);
  return readApi(asRecord(resolver.properties(resource)['Body']), {
    apiId: asString(resolver.resolve({ Ref: resource.logicalId }, resource.stack)),
    stage: asString(stage['StageName'] ?? 'local'),
    region: places.region,
    account: places.account,
    throttle: throttleOf(stage),
  });
}

/** Event source mappings of DynamoDB streams; other sources do not exist locally. */
function mappingOf(resource: Resource, properties: JsonRecord): MappingSettings | undefined {
  const table = /:table\/([^/]+)\/stream\//.exec(String(properties['EventSourceArn']))?.[1];
  if (table === undefined) return undefined;
  const { Destination } = asRecord(asRecord(properties['DestinationConfig'])['OnFailure']);
  const filters = asList(asRecord(properties['FilterCriteria'])['Filters']).map(asRecord);
  return {
    name: resource.logicalId,
    table,
    functionArn: asString(properties['FunctionName']),
    batchSize: Number(properties['BatchSize'] ?? 100),
    maximumRetries: Number(properties['MaximumRetryAttempts'] ?? -1),
    bisect: properties['BisectBatchOnFunctionError'] === true,
    reportsItemFailures: asList(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures'),
    fromStart: properties['StartingPosition'] === 'TRIM_HORIZON',
    onFailure: Destination === undefined ? undefined : asString(Destination),
    filters: filters.map(({ Pattern }) => asRecord(JSON.parse(asString(Pattern)))),
  };
}

function schedulesOf(properties: JsonRecord): readonly ScheduleSettings[] {
  const expression = properties['ScheduleExpression'];
  const off = properties['State'] === 'DISABLED';
  if (typeof expression !== 'string' || off) return [];
  const { Target, Targets } = properties;
  const targets: unknown[] = Array.isArray(Targets) ? Targets : [Target];
  return targets.map((target) => {
    const { Arn, Input } = asRecord(target);
    const input = typeof Input === 'string' ? asRecord(JSON.parse(Input)) : {};
    return { functionArn: asString(Arn), expression, input };
  });
}

/** Resolves everything that runs locally. */
export function readDeployment(assembly: Assembly, places: LocalPlaces): Deployment {
  const values = physicalValues(places);
  const resolver = new Resolver(assembly, values);
  const every = <Item>(type: string, read: (resource: Resource, properties: JsonRecord) => Item): Item[] =>
    resourcesOfType(assembly, type).map((resource) => read(resource, resolver.properties(resource)));
  const present = <Item>(items: readonly (Item | undefined)[]): Item[] =>
    items.filter((item) => item !== undefined);
  const functions = every('AWS::Lambda::Function', (resource, properties) => {
    const settings = functionOf(resource, properties, values.ref(resource));
    return settings && { ...settings, arn: values.attribute(resource, 'Arn') };
  });
  return {
    functions: present(functions),
    api: apiOf(assembly, resolver, places),
    site: readSite({ assembly, resolver, values }),
    tables: every('AWS::DynamoDB::Table', (resource, properties) => ({
      name: values.ref(resource),
      properties,
    })),
    mappings: present(every('AWS::Lambda::EventSourceMapping', mappingOf)),
    triggers: every('Custom::Trigger', (_resource, properties) => asString(properties['HandlerArn'])),
    schedules: ['AWS::Events::Rule', 'AWS::Scheduler::Schedule'].flatMap((type) =>
      every(type, (_resource, properties) => schedulesOf(properties)).flat(),
    ),
  };
}
