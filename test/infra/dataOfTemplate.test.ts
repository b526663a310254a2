import { describe, expect, it } from 'vitest';
import { ofType, property, synthesize, synthesizedStage, text, theOne } from '../support/synthesized.ts';

const { data, api, watch } = synthesizedStage('prod');
const throwaway = synthesize({
  stage: 'dev',
  given: {
    issuer: 'https://id.example.com/',
    clientId: 'console',
    keepData: 'false',
    signingKeys: 'next,first',
  },
});

const index = (name: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: 'listPk', KeyType: 'HASH' },
    { AttributeName: name, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
});

describe('the table', () => {
  const table = theOne(data, 'AWS::DynamoDB::Table');

  it('is on demand, restorable to any moment, cleaned up by TTL, watched, and not deleted by mistake', () => {
    expect(table.Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      DeletionProtectionEnabled: true,
    });
    expect(table.DeletionPolicy).toBe('Retain');
    expect(data.terminationProtection).toBe(true);
  });

  it('has an index for each order of a list', () => {
    expect(table.Properties['GlobalSecondaryIndexes']).toEqual(
      ['byName', 'byCreated', 'byActive', 'byRole'].map(index),
    );
  });

  it('goes with its stack only where the stage says so', () => {
    const table = theOne(throwaway.data, 'AWS::DynamoDB::Table');
    expect(table.DeletionPolicy).toBe('Delete');
    expect(table.Properties['DeletionProtectionEnabled']).toBe(false);
    expect(throwaway.data.terminationProtection).toBe(false);
  });
});

describe('signing keys', () => {
  it('sign with P-256 inside KMS, and outlive the stack', () => {
    const key = theOne(data, 'AWS::KMS::Key');
    expect(key.Properties).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    expect(key.DeletionPolicy).toBe('Retain');
    expect(property(theOne(data, 'AWS::KMS::Alias'), 'AliasName')).toBe(
      'alias/service-users/prod/signing/first',
    );
  });

  it('are all published, but only the first one signs', () => {
    const keys = ofType(throwaway.data, 'AWS::KMS::Alias').map(([, { Properties }]) =>
      text(Properties['AliasName']),
    );
    expect(keys.sort()).toEqual([
      'alias/service-users/dev/signing/first',
      'alias/service-users/dev/signing/next',
    ]);
    const listed = Object.values(throwaway.api.resources).flatMap(({ Type, Properties }) => {
      if (Type !== 'AWS::Lambda::Function') return [];
      const { Variables = {} } = (Properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
      return 'SIGNING_KEYS' in Variables ? [text(Variables['SIGNING_KEYS'])] : [];
    });
    expect(new Set(listed).size).toBe(1);
    expect(listed[0]).toMatch(/^<FnGetAttSigningKeynext\w+>,<FnGetAttSigningKeyfirst\w+>$/);
    const roles = ofType(throwaway.api, 'AWS::IAM::Role').map(([, role]) => JSON.stringify(role));
    const signing = roles.filter((role) => role.includes('kms:Sign'));
    expect(signing.length).toBeGreaterThan(0);
    for (const role of signing) {
      expect(role).toContain('SigningKeynext');
      expect(role).not.toContain('SigningKeyfirst');
    }
  });
});

describe('who signs people in', () => {
  it('is a user pool without self-service, with a second factor and a long password', () => {
    expect(theOne(data, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UserPoolTier: 'LITE',
      UsernameAttributes: ['email'],
      Policies: { PasswordPolicy: { MinimumLength: 14, RequireSymbols: true } },
    });
    expect(property(theOne(data, 'AWS::Cognito::UserPoolGroup'), 'GroupName')).toBe('super-admins');
  });

  it('knows one client, for the authorization code alone and without a secret', () => {
    expect(theOne(data, 'AWS::Cognito::UserPoolClient').Properties).toMatchObject({
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      GenerateSecret: false,
    });
  });

  it('is an own issuer where one is named, and then there is no user pool', () => {
    expect(
      Object.values(throwaway.data.resources).filter(({ Type }) => Type.startsWith('AWS::Cognito')),
    ).toEqual([]);
    const authorizer = Object.values(throwaway.api.resources).find(
      ({ Properties }) => Properties['FunctionName'] === 'service-users-dev-authorizer',
    );
    expect(authorizer?.Properties['Environment']).toMatchObject({
      Variables: { OIDC_ISSUER: 'https://id.example.com/', OIDC_CLIENT_ID: 'console' },
    });
  });
});

describe('what failed for good', () => {
  const mappings = ofType(api, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping);

  it('ends in an encrypted queue of its worker, after small and repeated attempts', () => {
    const queues = ofType(api, 'AWS::SQS::Queue');
    expect(queues).toHaveLength(mappings.length);
    for (const [, { Properties }] of queues) expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
    const destinations = mappings.map((mapping) => {
      expect(mapping.Properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: 10,
        ParallelizationFactor: 1,
        StartingPosition: 'TRIM_HORIZON',
      });
      return text(property(mapping, 'DestinationConfig', 'OnFailure', 'Destination'));
    });
    expect(destinations.sort()).toEqual(queues.map(([id]) => `<${id}.Arn>`).sort());
  });

  it('begins with records that the worker is about: others do not wake it', () => {
    const patterns = mappings.map((mapping) =>
      (property(mapping, 'FilterCriteria', 'Filters') as { Pattern: string }[]).map(
        ({ Pattern }) => JSON.parse(Pattern) as unknown,
      ),
    );
    expect(patterns).toContainEqual([
      { eventName: ['INSERT'], dynamodb: { NewImage: { entity: { S: ['event'] } } } },
      { eventName: ['MODIFY'], dynamodb: { NewImage: { entity: { S: ['resource'] } } } },
    ]);
    expect(patterns).toContainEqual([
      {
        eventName: ['MODIFY'],
        dynamodb: { NewImage: { entity: { S: ['user'] }, status: { S: ['deleting'] } } },
      },
      { eventName: ['REMOVE'], dynamodb: { OldImage: { entity: { S: ['user'] } } } },
    ]);
    expect(patterns).toContainEqual([
      { dynamodb: { OldImage: { entity: { S: ['user', 'role', 'team', 'tag', 'resource'] } } } },
    ]);
  });

  it('is told to people over an encrypted topic', () => {
    const topic = theOne(watch, 'AWS::SNS::Topic');
    const key = ofType(watch, 'AWS::KMS::Key')[0];
    expect(text(topic.Properties['KmsMasterKeyId'])).toBe(`<${key?.[0] ?? ''}.Arn>`);
    expect(key?.[1].Properties['EnableKeyRotation']).toBe(true);
    expect(JSON.stringify(key?.[1].Properties['KeyPolicy'])).toContain('cloudwatch.amazonaws.com');
  });
});

describe('what works by the clock', () => {
  it('goes on with deletes every five minutes, and looks for tokens that end soon every day', () => {
    const rules = ofType(api, 'AWS::Events::Rule').map(
      ([, { Properties }]) => Properties['ScheduleExpression'],
    );
    expect(rules.sort()).toEqual(['rate(1 day)', 'rate(5 minutes)']);
  });
});

describe('the bus', () => {
  it('is in the stack that stays, under a name that others can attach rules to', () => {
    expect(theOne(data, 'AWS::Events::EventBus').Properties['Name']).toBe('service-users-prod');
  });
});
