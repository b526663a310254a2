import { describe, expect, it } from 'vitest';
import { checkRule, isSameIssuer } from '../../shared/domain/trustRule.ts';
import { aDomainRule as rule } from '../support/aDomainRule.ts';

const ownIssuer = 'https://service-users.example.com';
const signIn = { issuer: 'https://login.example.com/', audience: 'console' };
const own = { issuer: ownIssuer, signIn };
const claims = { aud: ownIssuer };

describe('our own issuer', () => {
  it.each([
    'https://service-users.example.com',
    'https://service-users.example.com/',
    'https://service-users.example.com//',
    'https://service-users.example.com:443',
    'https://Service-Users.EXAMPLE.com',
    'HTTPS://service-users.example.com.',
  ])('T16 is admitted by no rule, also written as %s', (issuer) => {
    expect(isSameIssuer(issuer, ownIssuer)).toBe(true);
    const [first] = checkRule({ ...rule, issuer }, { ...claims, iss: issuer }, own);
    expect(first).toEqual({
      check: 'issuer',
      expected: 'no tokens of this API',
      actual: issuer,
      holds: false,
    });
  });

  it.each(['https://login.example.com', 'https://LOGIN.example.com//'])(
    'sign-ins of people are admitted by no rule, also for %s',
    (issuer) => {
      const [first] = checkRule({ ...rule, issuer, audience: 'console' }, { ...claims, iss: issuer }, own);
      expect(first).toMatchObject({ check: 'issuer', expected: 'no sign-ins of people', holds: false });
    },
  );

  it('what the issuer of sign-ins issues for somebody else is admitted', () => {
    const { issuer } = signIn;
    const [first] = checkRule({ ...rule, issuer, audience: 'pipelines' }, { ...claims, iss: issuer }, own);
    expect(first).toMatchObject({ expected: issuer, holds: true });
  });

  it.each([
    'https://service-users.example.com/stage',
    'https://service-users.example.com:8443',
    'https://service-users.example.org',
    'https://a.service-users.example.com',
    'no URL',
  ])('is not %s', (issuer) => {
    expect(isSameIssuer(issuer, ownIssuer)).toBe(false);
  });

  it('keeps the case of its path', () => {
    expect(isSameIssuer('https://x.example.com/Dev', 'https://x.example.com/dev')).toBe(false);
    expect(isSameIssuer('https://X.example.com/dev/', 'https://x.example.com/dev')).toBe(true);
  });
});
