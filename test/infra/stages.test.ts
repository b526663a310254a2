import { describe, expect, it } from 'vitest';
import { givenSettings } from '../../infra/givenSettings.ts';
import { stageSettings } from '../../infra/stages.ts';
import { synthesize } from '../support/synthesized.ts';

const consoleCertificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0123-4567';
const elsewhere = 'arn:aws:acm:eu-central-1:123456789012:certificate/0123-4567';

describe('settings of a stage', () => {
  it('are its own where nothing is given', () => {
    expect(stageSettings('prod')).toMatchObject({
      name: 'prod',
      keepData: true,
      logRetentionDays: 365,
      signIn: { kind: 'userPool' },
      superAdmins: [],
    });
  });

  it('give way to what is given', () => {
    const given = {
      region: 'eu-central-1',
      superAdmins: 'ada@example.com, 0001-0002',
      signingKeys: 'next,first',
      console: 'false',
      consoleDomain: 'console.example.com',
      consoleCertificate: 'arn:aws:acm:us-east-1:123456789012:certificate/0123-4567',
      keepData: 'false',
      logRetentionDays: '7',
    };
    expect(stageSettings('dev', given)).toMatchObject({
      region: 'eu-central-1',
      superAdmins: ['ada@example.com', '0001-0002'],
      signingKeys: ['next', 'first'],
      console: false,
      consoleDomain: {
        name: 'console.example.com',
        certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0123-4567',
      },
      keepData: false,
      logRetentionDays: 7,
    });
  });

  it('take prefixes and policy of long-lived tokens; without a policy there is none', () => {
    expect(stageSettings('prod').tokenPrefixes).toEqual(['sut', 'pat']);
    expect(stageSettings('prod')).not.toHaveProperty('tokenPolicy');
    const tokenPolicy = '{"service":{"longestDays":90,"neverAllowed":false}}';
    const given = stageSettings('dev', { tokenPrefixes: 'acme,me1', tokenPolicy });
    expect(given.tokenPrefixes).toEqual(['acme', 'me1']);
    expect(given.tokenPolicy).toEqual({
      service: { longestDays: 90, neverAllowed: false, roleRequired: false, cidrs: [] },
      personal: { neverAllowed: true, roleRequired: false, cidrs: [] },
    });
  });

  it.each(['sut', 'sut,pat,more', 'sut,1at', 'sut,PAT', 'sut,p', ',pat'])(
    'refuse the prefixes %j',
    (tokenPrefixes) => {
      expect(() => stageSettings('dev', { tokenPrefixes })).toThrow('tokenPrefixes must be two');
    },
  );

  it('refuse a policy that does not mean what was meant', () => {
    expect(() => stageSettings('dev', { tokenPolicy: '{"service":{"maxDays":90}}' })).toThrow('maxDays');
  });

  it('take an own issuer as it stands, for it is compared with the iss claim', () => {
    const given = { issuer: 'https://tenant.example.com/', clientId: 'abc' };
    expect(stageSettings('dev', given).signIn).toEqual({
      kind: 'ownIssuer',
      issuer: 'https://tenant.example.com/',
      clientId: 'abc',
    });
  });

  it.each([
    ['staging', {}, /Unknown stage "staging": use one of dev, prod \(/],
    ['__proto__', {}, /Unknown stage/],
    ['dev', { issuer: 'https://id.example.com' }, /needs both/],
    ['dev', { clientId: 'abc' }, /needs both/],
    ['dev', { issuer: 'http://id.example.com', clientId: 'abc' }, /issuer must be an https URL/],
    ['dev', { publicUrl: 'api.example.com' }, /publicUrl must be an https URL/],
    ['dev', { consoleDomain: 'console.example.com' }, /needs both/],
    ['dev', { consoleCertificate }, /needs both/],
    ['dev', { consoleDomain: 'https://console.example.com', consoleCertificate }, /consoleDomain must be/],
    ['dev', { consoleDomain: 'a.example', consoleCertificate: elsewhere }, /in us-east-1/],
    ['dev', { console: 'off' }, /console must be true or false/],
    ['dev', { signingKeys: ' , ' }, /signingKeys names no key/],
    ['dev', { logRetentionDays: '6' }, /logRetentionDays/],
    ['dev', { logRetentionDays: 'forever' }, /logRetentionDays/],
    ['dev', { keepData: 'no' }, /keepData/],
    ['dev', { canary: 'usr_01h455vb4pex5vsknk084sn02q' }, /canary must be the UserId of a service user/],
    ['dev', { webAclRequests: '9' }, /webAclRequests must be a number from 10/],
    ['dev', { webAclRequests: '1e3' }, /webAclRequests/],
    ['dev', { issuer: 'http://127.0.0.1:4181', clientId: 'abc' }, /issuer must be an https URL/],
    [
      'dev',
      { issuer: 'https://id.example.com?tenant=1', clientId: 'abc' },
      /issuer must be a URL without query/,
    ],
    ['dev', { issuer: 'https://id.example.com', clientId: '' }, /clientId is empty/],
    ['dev', { publicUrl: 'https://api.example.com?v=1' }, /publicUrl must be a URL without query/],
    ['dev', { publicUrl: 'https://api.example.com/#v1' }, /publicUrl must be a URL without query/],
    ['dev', { callbackUrls: 'x' }, /callbackUrls must be https URLs/],
    ['dev', { callbackUrls: 'https://a.example/, http://b.example/' }, /"http:\/\/b.example\/" is none/],
    ['dev', { callbackUrls: 'https://a.example/#part' }, /callbackUrls must be https URLs/],
    ['dev', { alarmEmail: 'no' }, /alarmEmail must be an e-mail address/],
    ['dev', { alarmEmail: 'a@b@example.com' }, /alarmEmail must be an e-mail address/],
    ['dev', { alarmEmail: '' }, /alarmEmail must be an e-mail address/],
    ['dev', { superAdminGroup: ' ' }, /superAdminGroup is empty/],
    ['dev', { region: 'Frankfurt' }, /region must be an AWS region/],
    ['dev', { signingKeys: 'first,first' }, /signingKeys must name each key once, but names "first" twice/],
    ['dev', { signingKeys: 'the first' }, /signingKeys must be letters/],
    ['dev', { tokenPrefixes: 'sut,sut' }, /tokenPrefixes must be two that differ/],
    ['dev', { tokenPolicy: '{' }, /tokenPolicy cannot be used: .*JSON/],
    ['dev', { tokenPolicy: '{"service":{"cidrs":["here"]}}' }, /tokenPolicy .*service.cidrs/],
  ])('of %s with %j are refused', (stage, given, message) => {
    expect(() => stageSettings(stage, given)).toThrow(message);
  });

  it.each([
    'Authorization',
    'X-Role-Id',
    'x-role-id',
    'If-Match',
    'Idempotency-Key',
    'Content-Type',
    'Origin',
    'Host',
    'Cookie',
    'X-Forwarded-For',
    'X-Amzn-Trace-Id',
  ])('refuse %s as the header of service users, for it has another use', (serviceUserHeader) => {
    expect(() => stageSettings('dev', { serviceUserHeader })).toThrow(
      `serviceUserHeader must be a header of its own, but "${serviceUserHeader}" has another use`,
    );
  });

  it.each(['', 'X Foo', 'X-Foo:', "X-'Foo'", 'X-Föö', '-'])(
    'refuse %j as the header of service users, for it is no name of one',
    (serviceUserHeader) => {
      expect(() => stageSettings('dev', { serviceUserHeader })).toThrow('serviceUserHeader must be letters');
    },
  );

  it('take what is unusual, and means something', () => {
    const given = {
      issuer: 'http://127.0.0.1:4181/tenant',
      clientId: 'abc',
      superAdmins: '',
      callbackUrls: 'http://localhost:5173/, https://app.example.com/back?tab=1',
      publicUrl: 'http://localhost:4566/_aws/execute-api/id/v1/',
      serviceUserHeader: 'Service_User-2',
      alarmEmail: 'on-call+prod@ops.example.co.uk',
      region: 'us-gov-west-1',
    };
    expect(stageSettings('local', given)).toMatchObject({
      signIn: { issuer: 'http://127.0.0.1:4181/tenant' },
      superAdmins: [],
      callbackUrls: ['http://localhost:5173/', 'https://app.example.com/back?tab=1'],
      publicUrl: 'http://localhost:4566/_aws/execute-api/id/v1',
      serviceUserHeader: 'Service_User-2',
      alarmEmail: 'on-call+prod@ops.example.co.uk',
      region: 'us-gov-west-1',
    });
  });
});

describe('settings that cdk.context.json keeps for a stage', () => {
  const context = (values: Readonly<Record<string, unknown>>) => (key: string) => values[key];

  it('are those of a deployment that names nothing but the stage', () => {
    const prod = {
      issuer: 'https://login.example.com/tenant',
      clientId: 'service-users',
      superAdmins: ['00u1', 'ada@example.com'],
      tokenPolicy: { service: { longestDays: 90 } },
      keepData: true,
      logRetentionDays: 90,
    };
    const given = givenSettings('prod', context({ stage: 'prod', prod, dev: { region: 'eu-west-1' } }));
    expect(given).toEqual({
      ...prod,
      superAdmins: '00u1,ada@example.com',
      tokenPolicy: '{"service":{"longestDays":90}}',
      keepData: 'true',
      logRetentionDays: '90',
    });
    expect(stageSettings('prod', given)).toMatchObject({
      signIn: { kind: 'ownIssuer', clientId: 'service-users' },
      superAdmins: ['00u1', 'ada@example.com'],
      logRetentionDays: 90,
    });
  });

  it('stay where the command line changes another one, and give way where it names them', () => {
    const prod = { issuer: 'https://login.example.com', clientId: 'abc', signingKeys: ['first'] };
    expect(givenSettings('prod', context({ prod, signingKeys: 'second,first' }))).toEqual({
      issuer: 'https://login.example.com',
      clientId: 'abc',
      signingKeys: 'second,first',
    });
  });

  it.each([
    [
      { prod: { superAdmin: 'ada@example.com' } },
      /"prod" in cdk.context.json has the unknown setting "superAdmin"/,
    ],
    [{ prod: ['ada@example.com'] }, /"prod" in cdk.context.json must be an object/],
    [{ prod: 'ada@example.com' }, /"prod" in cdk.context.json must be an object/],
  ])('are refused where they are not settings: %j', (values, message) => {
    expect(() => givenSettings('prod', context(values))).toThrow(message);
  });

  it('reach the templates through the context of the CDK', () => {
    const prod = { issuer: 'https://login.example.com', clientId: 'kept', console: false };
    const { api } = synthesize({ context: { stage: 'prod', prod } });
    const authorizer = Object.values(api.resources).find(
      ({ Properties }) => Properties['FunctionName'] === 'service-users-prod-authorizer',
    );
    expect(authorizer?.Properties['Environment']).toMatchObject({ Variables: { OIDC_CLIENT_ID: 'kept' } });
  });
});

describe('the stage of npm start', () => {
  it('is deployed by nobody, and offered to nobody', () => {
    expect(() => synthesize({ context: { stage: 'local' } })).toThrow(
      /Stage "local" is what npm start runs: deploy one of dev, prod \(/,
    );
  });
});
