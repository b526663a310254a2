import { describe, expect, it } from 'vitest';
import { stageSettings } from '../../infra/stages.ts';

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
    ['staging', {}, /Unknown stage "staging": use one of dev, prod, local/],
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
  ])('of %s with %j are refused', (stage, given, message) => {
    expect(() => stageSettings(stage, given)).toThrow(message);
  });
});
