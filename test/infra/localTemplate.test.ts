import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { readAssembly } from '../../infra/local/assembly.ts';
import { groupNames, keyRequests, readDeployment } from '../../infra/local/deployment.ts';
import type { LocalPlaces } from '../../infra/local/physicalValues.ts';
import { rateMilliseconds } from '../../infra/local/schedules.ts';

const places: LocalPlaces = {
  region: 'us-east-1',
  account: '000000000000',
  apiUrl: 'http://127.0.0.1:4180',
  siteHost: '127.0.0.1:4182',
  signIn: { issuer: 'http://127.0.0.1:4181', clientId: 'local-client' },
  key: () => ({ id: 'key-id', arn: 'arn:aws:kms:us-east-1:000000000000:key/key-id' }),
};

const ref = (Ref: string) => ({ Ref });
const att = (...path: string[]) => ({ 'Fn::GetAtt': path });
const join_ = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });

const data = {
  Parameters: { Size: { Type: 'Number', Default: '7' } },
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'things', KeySchema: [] } },
    Key: { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'ECC_NIST_P256' } },
    Alias: {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: 'alias/sign', TargetKeyId: att('Key', 'Arn') },
    },
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: {} },
    Group: { Type: 'AWS::Cognito::UserPoolGroup', Properties: { GroupName: 'super' } },
  },
  Outputs: {
    Stream: { Value: att('Table', 'StreamArn'), Export: { Name: join_(ref('AWS::StackName'), ':Stream') } },
  },
};

const environment = {
  NAME: ref('Fn'),
  TABLE: { 'Fn::ImportValue': 'Data:Stream' },
  ISSUER: join_(
    'https://',
    ref('Api'),
    '.execute-api.',
    ref('AWS::Region'),
    '.',
    ref('AWS::URLSuffix'),
    '/v1',
  ),
  KEY: { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Stream' } },
  SUB: { 'Fn::Sub': ['${AWS::Region}-${Own}-${!Literal}', { Own: ref('Stage') }] },
  PICK: { 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] },
  IF: { 'Fn::If': ['IsEast', 'east', 'west'] },
  NONE: ref('AWS::NoValue'),
  MAP: { 'Fn::FindInMap': ['Sizes', ref('AWS::Region'), 'small'] },
};

const functionUri = {
  'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations',
};

const api = {
  Conditions: { IsEast: { 'Fn::Equals': [ref('AWS::Region'), 'us-east-1'] } },
  Mappings: { Sizes: { 'us-east-1': { small: 's' } } },
  Resources: {
    Fn: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'worker',
        Code: { S3Key: 'hash1.zip' },
        Handler: 'index.handler',
        Environment: { Variables: environment },
      },
    },
    Helper: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { ZipFile: '…' }, Handler: 'index.handler' },
    },
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: ref('Fn') } },
    Once: { Type: 'Custom::Trigger', Properties: { HandlerArn: ref('Version') } },
    Clock: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(5 minutes)',
        Targets: [{ Arn: att('Fn', 'Arn'), Input: '{"a":1}' }],
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::ImportValue': 'Data:Stream' },
        FunctionName: ref('Fn'),
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
    Api: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        Body: {
          paths: {
            '/x': { get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: functionUri } } },
          },
        },
      },
    },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        StageName: 'v1',
        MethodSettings: [
          { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
        ],
      },
    },
  },
};

/** Writes an assembly as the CDK lays it out. */
function anAssembly({ onTestFinished }: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
  const stack = (name: string, dependencies: string[]) => ({
    type: 'aws:cloudformation:stack',
    environment: 'aws://unknown-account/unknown-region',
    properties: { templateFile: `${name}.template.json`, stackName: name },
    dependencies,
  });
  const assets = { type: 'cdk:asset-manifest', properties: { file: 'Api.assets.json' } };
  const artifacts = {
    Data: stack('Data', []),
    'Api.assets': assets,
    Api: stack('Api', ['Data', 'Api.assets']),
  };
  write('manifest.json', { artifacts });
  write('Data.template.json', data);
  write('Api.template.json', api);
  write('Api.assets.json', { files: { hash1: { source: { path: 'asset.hash1' } } } });
  return folder;
}

const workerArn = 'arn:aws:lambda:us-east-1:000000000000:function:worker';

describe('an assembly', () => {
  it('becomes functions whose references are local values', (test) => {
    const folder = anAssembly(test);
    const { functions } = readDeployment(readAssembly(folder), places);
    expect(functions).toEqual([
      {
        name: 'worker',
        arn: workerArn,
        directory: join(folder, 'asset.hash1'),
        handler: 'index.handler',
        timeoutSeconds: 3,
        memoryMb: 128,
        jsonLogs: false,
        environment: {
          NAME: 'worker',
          TABLE: 'arn:aws:dynamodb:us-east-1:000000000000:table/things/stream/local',
          ISSUER: 'http://127.0.0.1:4180',
          KEY: 'arn:aws:dynamodb:us-east-1:000000000000:table/things/stream/local',
          SUB: 'us-east-1-v1-${Literal}',
          PICK: 'b',
          IF: 'east',
          MAP: 's',
        },
      },
    ]);
  });

  it('becomes an API with its routes and limits', (test) => {
    const { api: definition } = readDeployment(readAssembly(anAssembly(test)), places);
    expect(definition).toMatchObject({ stage: 'v1', throttle: { rate: 10, burst: 20 } });
    expect(definition.routes).toEqual([
      {
        resource: '/x',
        method: 'GET',
        authorizer: undefined,
        integration: { type: 'aws_proxy', functionArn: workerArn, timeoutMs: 29_000 },
      },
    ]);
  });

  it('becomes work that no request starts: triggers, schedules, streams', (test) => {
    const { triggers, schedules, mappings } = readDeployment(readAssembly(anAssembly(test)), places);
    expect(triggers).toEqual([`${workerArn}:1`]);
    expect(schedules).toEqual([{ functionArn: workerArn, expression: 'rate(5 minutes)', input: { a: 1 } }]);
    expect(mappings).toMatchObject([
      {
        table: 'things',
        functionArn: 'worker',
        batchSize: 100,
        maximumRetries: -1,
        reportsItemFailures: true,
      },
    ]);
  });

  it('names keys with their aliases, and groups', (test) => {
    const assembly = readAssembly(anAssembly(test));
    expect(keyRequests(assembly)).toEqual([
      { name: 'Data-Key', spec: 'ECC_NIST_P256', aliases: ['alias/sign'] },
    ]);
    expect(groupNames(assembly)).toEqual(['super']);
  });

  it('fails on a reference to nothing, naming it', (test) => {
    const folder = anAssembly(test);
    const broken = structuredClone(api);
    broken.Resources.Fn.Properties.Environment.Variables.NAME = ref('Nobody');
    writeFileSync(join(folder, 'Api.template.json'), JSON.stringify(broken));
    expect(() => readDeployment(readAssembly(folder), places)).toThrow('Api: Ref Nobody has no local value');
  });
});

describe('schedules', () => {
  it.for([
    ['rate(1 minute)', 60_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
    ['cron(0 12 * * ? *)', undefined],
  ] as const)('%s is %s ms', ([expression, milliseconds]) => {
    expect(rateMilliseconds(expression)).toBe(milliseconds);
  });
});
