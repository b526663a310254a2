import { describe, expect, it } from 'vitest';
import { operationRows, type OperationId } from '../../shared/contract/operations.ts';
import type { Operation, Use } from '../../shared/contract/operation.ts';
import { workers } from '../../infra/workers.ts';
import { deployedFunctions, permissionsOf } from '../support/deployedFunctions.ts';
import { ofType, synthesizedStage, text } from '../support/synthesized.ts';

const { api, watch } = synthesizedStage('prod');
const functions = deployedFunctions(api);
const rows = Object.entries(operationRows) as [OperationId, (typeof operationRows)[OperationId]][];

const indexes = ['byActive', 'byCreated', 'byName', 'byRole'];
const granted: Record<Use, readonly string[]> = {
  'table:read': [
    'dynamodb:GetItem on table',
    'dynamodb:BatchGetItem on table',
    'dynamodb:Query on table',
    ...indexes.map((index) => `dynamodb:Query on table/index/${index}`),
  ],
  'table:write': [
    'dynamodb:PutItem on table',
    'dynamodb:UpdateItem on table',
    'dynamodb:DeleteItem on table',
    'dynamodb:ConditionCheckItem on table',
  ],
  'kms:sign': ['kms:Sign on key first'],
  'tokens:issue': [],
  'credentials:verify': [],
  'issuers:read': [],
};
/** K9: who only reads otherwise marks the token that it succeeded by. */
const marks = ({ action, uses }: Operation): string[] =>
  action === 'public' || uses.includes('table:write') ? [] : ['dynamodb:UpdateItem on table'];
const grants = (uses: readonly Use[]): string[] => uses.flatMap((use) => granted[use]).sort();

function deployed(entry: string) {
  const found = functions.get(entry);
  if (found === undefined) throw new Error(`no function ${entry}`);
  return found;
}

describe('functions of the deployed template', () => {
  it('has one function per operation, the authorizer and the workers, and no other', () => {
    const expected = [...rows.map(([id]) => id), 'authorizer', ...Object.keys(workers)];
    expect([...functions.keys()].sort()).toEqual(expected.sort());
  });

  it.each(rows)('grants %s what its row uses and nothing else', (id, row) => {
    expect(deployed(id).permissions).toEqual([...grants(row.uses), ...marks(row)].sort());
  });

  it.each(rows)('gives %s the variables that its uses imply and no other', (id, row) => {
    const expected = ['CORS_ORIGIN', 'ISSUER', 'POWERTOOLS_SERVICE_NAME'];
    if (row.uses.some((use) => use.startsWith('table:'))) expected.push('TABLE_NAME');
    if (row.uses.includes('kms:sign')) expected.push('SIGNING_KEYS');
    if (row.uses.some((use) => use === 'tokens:issue')) expected.push('TOKEN_PREFIXES');
    if (row.uses.some((use) => use === 'credentials:verify')) {
      expected.push(
        'OIDC_CLIENT_ID',
        'OIDC_ISSUER',
        'SERVICE_USER_HEADER',
        'SUPER_ADMINS',
        'SUPER_ADMIN_GROUP',
      );
    }
    if (row.uses.includes('issuers:read')) expected.push('OIDC_CLIENT_ID', 'OIDC_ISSUER');
    expect(Object.keys(deployed(id).variables).sort()).toEqual([...new Set(expected)].sort());
  });

  it('lets no function of a real stage ask an issuer on its own machine', () => {
    const asking = [...functions.values()].filter(({ variables }) => 'LOCAL_ISSUERS' in variables);
    expect(asking).toEqual([]);
  });

  it('lets the authorizer read and write the table, and sign nothing', () => {
    expect(deployed('authorizer').permissions).toEqual(grants(['table:read', 'table:write']));
    expect(Object.keys(deployed('authorizer').variables).sort()).toEqual([
      'ISSUER',
      'OIDC_CLIENT_ID',
      'OIDC_ISSUER',
      'POWERTOOLS_SERVICE_NAME',
      'SERVICE_USER_HEADER',
      'SUPER_ADMINS',
      'SUPER_ADMIN_GROUP',
      'TABLE_NAME',
    ]);
  });

  it('lets the deploy-time worker read public keys and never sign', () => {
    expect(deployed('publishSigningKeys').permissions).toEqual(
      [...grants(['table:read', 'table:write']), 'kms:GetPublicKey on key first'].sort(),
    );
  });

  const stream = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
  it.each([
    ['refreshListEntries', grants(['table:read', 'table:write'])],
    ['continueDeletion', grants(['table:read', 'table:write'])],
    ['publishEvents', ['events:PutEvents on bus']],
  ])(
    'lets the stream worker %s read the stream, do its work and report failures, and no more',
    (name, own) => {
      const expected = [
        ...own,
        ...stream.map((action) => `dynamodb:${action} on stream`),
        'sqs:SendMessage on queue',
      ];
      const queue = new RegExp(`<${name}Failures[0-9A-F]+[.]Arn>$`);
      const found = deployed(name).permissions.map((pair) => pair.replace(queue, 'queue'));
      expect(found.sort()).toEqual(expected.sort());
    },
  );

  it('lets the daily sweep read and write the table', () => {
    expect(deployed('sweepExpiringTokens').permissions).toEqual(grants(['table:read', 'table:write']));
  });

  it('tells the bus to the one function that publishes', () => {
    const told = [...functions.values()].filter(({ variables }) => 'EVENT_BUS' in variables);
    expect(told.map(({ entry }) => entry)).toEqual(['publishEvents']);
    expect(Object.keys(deployed('publishEvents').variables).sort()).toEqual([
      'EVENT_BUS',
      'ISSUER',
      'POWERTOOLS_SERVICE_NAME',
    ]);
  });

  it('K9 lets functions that only read write nothing but the time of last use of tokens', () => {
    const roles = ofType(api, 'AWS::IAM::Role').map(([, { Properties }]) => JSON.stringify(Properties));
    const reading = roles.filter(
      (role) => role.includes('dynamodb:UpdateItem') && !role.includes('dynamodb:PutItem'),
    );
    expect(reading).toHaveLength(rows.filter(([, row]) => marks(row).length > 0).length);
    for (const role of reading) {
      expect(role).toContain(
        '"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["TOKEN#*"]},' +
          '"ForAllValues:StringEquals":{"dynamodb:Attributes":["pk","sk","lastUsedAt"]},' +
          '"StringEqualsIfExists":{"dynamodb:ReturnValues":["NONE"]}',
      );
    }
  });

  it('signs ES256 over whole messages only', () => {
    const roles = ofType(api, 'AWS::IAM::Role').map(([, { Properties }]) => JSON.stringify(Properties));
    const signing = roles.filter((role) => role.includes('kms:Sign'));
    expect(signing).toHaveLength(rows.filter(([, { uses }]) => uses.includes('kms:sign')).length);
    for (const role of signing) {
      expect(role).toContain(
        '"StringEquals":{"kms:SigningAlgorithm":"ECDSA_SHA_256","kms:MessageType":"RAW"}',
      );
    }
  });

  it('has no wildcard action or resource but for X-Ray and the versions of the one function that a trigger runs', () => {
    const pairs = ofType(api, 'AWS::IAM::Role').flatMap(([, role]) => permissionsOf(role));
    const wild = new Set(pairs.filter((pair) => pair.includes('*')));
    expect([...wild].sort()).toEqual([
      `lambda:InvokeFunction on <${deployed('publishSigningKeys').id}.Arn>:*`,
      'xray:PutTelemetryRecords on *',
      'xray:PutTraceSegments on *',
    ]);
    expect(pairs.filter((pair) => pair.includes('Scan'))).toEqual([]);
    expect(ofType(api, 'AWS::IAM::Policy')).toEqual([]);
  });

  it('gives every function a role and a log group of its own', () => {
    const roles = [...functions.values()].map(({ properties }) => text(properties['Role']));
    expect(new Set(roles).size).toBe(functions.size);
    for (const { always } of functions.values()) {
      expect(always).toEqual([
        'logs:CreateLogStream on <own logs.Arn>',
        'logs:PutLogEvents on <own logs.Arn>',
        'xray:PutTelemetryRecords on *',
        'xray:PutTraceSegments on *',
      ]);
    }
  });

  it('runs every function on arm64 with Node 24, tracing, and less time than the gateway waits', () => {
    for (const { entry, properties } of functions.values()) {
      expect(properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
      expect(properties['MemorySize']).toBe(entry === 'authorizer' ? 1024 : 512);
      const calledByGateway = entry === 'authorizer' || entry in operationRows;
      if (calledByGateway) expect(properties['Timeout']).toBeLessThan(29);
    }
  });

  it('keeps every log for as long as the stage says', () => {
    const groups = ofType(api, 'AWS::Logs::LogGroup');
    for (const [id, { Properties }] of ofType(api, 'AWS::Lambda::Function')) {
      expect([id, Properties['LoggingConfig']]).toEqual([
        id,
        expect.objectContaining({ LogGroup: expect.anything() }),
      ]);
    }
    // Of each function, of the CDK's trigger, and of access to the API.
    expect(groups).toHaveLength(functions.size + 2);
    for (const [, { Properties }] of groups) expect(Properties['RetentionInDays']).toBe(365);
    expect(ofType(watch, 'AWS::Logs::LogGroup')).toEqual([]);
  });

  it('updates what signs only after the public keys are published', () => {
    const trigger = ofType(api, 'Custom::Trigger')[0]?.[0];
    for (const entry of ['createAuthToken', 'enterSuperAdminMode']) {
      expect(api.resources[deployed(entry).id]?.DependsOn).toContain(trigger);
    }
  });
});
