import { describe, expect, it } from 'vitest';
import { stageSettings } from '../../infra/stages.ts';

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
      consoleOrigin: 'https://console.example.com/',
      keepData: 'false',
      logRetentionDays: '7',
    };
    expect(stageSettings('dev', given)).toMatchObject({
      region: 'eu-central-1',
      superAdmins: ['ada@example.com', '0001-0002'],
      signingKeys: ['next', 'first'],
      consoleOrigin: 'https://console.example.com',
      keepData: false,
      logRetentionDays: 7,
    });
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
    ['dev', { signingKeys: ' , ' }, /signingKeys names no key/],
    ['dev', { logRetentionDays: '6' }, /logRetentionDays/],
    ['dev', { logRetentionDays: 'forever' }, /logRetentionDays/],
    ['dev', { keepData: 'no' }, /keepData/],
  ])('of %s with %j are refused', (stage, given, message) => {
    expect(() => stageSettings(stage, given)).toThrow(message);
  });
});
