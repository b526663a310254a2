import { createHash } from 'node:crypto';
import type { Resource } from './assembly.ts';
import { asRecord } from './json.ts';
import type { PhysicalValues } from './resolver.ts';

/** What the local values of a deployment depend on. */
export interface LocalPlaces {
  readonly region: string;
  readonly account: string;
  /** Base URL of the API, without a stage and without a slash at the end. */
  readonly apiUrl: string;
  /** Host and port of the site: what a distribution is called. */
  readonly siteHost: string;
  /** Stands for a user pool's issuer and its app client; undefined when an outside issuer is configured. */
  readonly signIn: { readonly issuer: string; readonly clientId: string } | undefined;
  /** Id and ARN of the key that stands for an `AWS::KMS::Key`. */
  key(resource: Resource): { readonly id: string; readonly arn: string };
}

/** Properties that give a resource its name, by type; CloudFormation makes one up where they are absent. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Cognito::UserPoolGroup': 'GroupName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::IAM::Role': 'RoleName',
};

const services: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::Lambda::Function': 'lambda',
  'AWS::SQS::Queue': 'sqs',
  'AWS::SNS::Topic': 'sns',
  'AWS::IAM::Role': 'iam',
  'AWS::Logs::LogGroup': 'logs',
  'AWS::Cognito::UserPool': 'cognito-idp',
};

const resourcePrefixes: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'table/',
  'AWS::Lambda::Function': 'function:',
  'AWS::IAM::Role': 'role/',
  'AWS::Logs::LogGroup': 'log-group:',
  'AWS::Cognito::UserPool': 'userpool/',
};

const specialIds: Readonly<Record<string, (resource: Resource, places: LocalPlaces) => string>> = {
  'AWS::KMS::Key': (resource, places) => places.key(resource).id,
  'AWS::Cognito::UserPoolClient': ({ logicalId }, places) => places.signIn?.clientId ?? logicalId,
  'AWS::Cognito::UserPool': ({ logicalId }, places) => `${places.region}_${logicalId}`,
  'AWS::ApiGateway::RestApi': ({ stack, logicalId }) =>
    createHash('sha256').update(`${stack.name}/${logicalId}`).digest('hex').slice(0, 10),
};

/** The physical id that a resource gets locally: the same at every start, so that stored data stays reachable. */
function physicalId(resource: Resource, places: LocalPlaces): string {
  const { type, logicalId, stack, properties } = resource;
  const special = specialIds[type];
  if (special) return special(resource, places);
  const given = properties[nameProperties[type] ?? ''];
  return typeof given === 'string' ? given : `${stack.name}-${logicalId}`;
}

function arnOf(resource: Resource, places: LocalPlaces): string {
  if (resource.type === 'AWS::KMS::Key') return places.key(resource).arn;
  const service = services[resource.type] ?? resource.type.split('::')[1]?.toLowerCase() ?? 'local';
  const id = `${resourcePrefixes[resource.type] ?? ''}${physicalId(resource, places)}`;
  return `arn:aws:${service}:${places.region}:${places.account}:${id}`;
}

/** A version or alias is the function itself here: there is only ever one version of the code. */
function functionArnOf(resource: Resource, places: LocalPlaces): string {
  const reference = resource.properties['FunctionName'];
  const [logicalId]: unknown[] = Object.values(asRecord(reference));
  const id = Array.isArray(logicalId) ? String(logicalId[0]) : String(logicalId);
  const target = resource.stack.resources.get(id);
  if (!target) throw new Error(`${resource.logicalId} names no function of its stack`);
  return `${arnOf(target, places)}:1`;
}

function domainNameOf(resource: Resource, places: LocalPlaces): string {
  const isSite = resource.type === 'AWS::CloudFront::Distribution';
  return isSite ? places.siteHost : `${physicalId(resource, places)}.DomainName`;
}

const versionTypes = new Set(['AWS::Lambda::Version', 'AWS::Lambda::Alias']);

/** Local values for `Ref` and `Fn::GetAtt`, and local addresses for deployed ones. */
export function physicalValues(places: LocalPlaces): PhysicalValues {
  const region = places.region.replaceAll('-', '\\-');
  const apiAddress = new RegExp(
    `https://[a-z0-9]+\\.execute-api\\.${region}\\.amazonaws\\.com/[A-Za-z0-9_-]+`,
    'g',
  );
  const poolAddress = new RegExp(`(https://)?cognito-idp\\.${region}\\.amazonaws\\.com/[A-Za-z0-9_-]+`, 'g');
  const byAttribute: Readonly<Record<string, (resource: Resource) => string>> = {
    Arn: (resource) => arnOf(resource, places),
    DomainName: (resource) => domainNameOf(resource, places),
    StreamArn: (resource) => `${arnOf(resource, places)}/stream/local`,
    ProviderURL: (resource) =>
      `https://cognito-idp.${places.region}.amazonaws.com/${physicalId(resource, places)}`,
    ProviderName: (resource) => `cognito-idp.${places.region}.amazonaws.com/${physicalId(resource, places)}`,
  };
  return {
    region: places.region,
    account: places.account,
    ref: (resource) =>
      versionTypes.has(resource.type) ? functionArnOf(resource, places) : physicalId(resource, places),
    attribute: (resource, name) => {
      if (versionTypes.has(resource.type)) return functionArnOf(resource, places);
      // Attributes that nothing here runs on (a bucket's domain, a dashboard's id) read as a name of the resource.
      return byAttribute[name]?.(resource) ?? `${physicalId(resource, places)}.${name}`;
    },
    localize: (text) => {
      const local = text.replace(apiAddress, places.apiUrl);
      return places.signIn ? local.replace(poolAddress, places.signIn.issuer) : local;
    },
  };
}
