import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personUserName, serviceUserName } from '../../shared/domain/userName.ts';

describe('the user name of a service user', () => {
  it.each([
    ['svc-dbt-cloud', 'svc-dbt-cloud@service'],
    ['  Svc Airflow  ', 'svc_airflow@service'],
    ['Nightly  Load', 'nightly__load@service'],
    ['Über Läufer 7', 'ber_lufer_7@service'],
    ['U\u0308ber La\u0308ufer 7', 'ber_lufer_7@service'],
    ['a/b#c@d.e', 'abcde@service'],
    ['__-7-__', '__-7-__@service'],
    ['x@service', 'xservice@service'],
    ['__proto__', '__proto__@service'],
  ])('of %j is %s', (name, expected) => {
    expect(serviceUserName(name)).toBe(expected);
  });

  it.each(['', '   ', '---', '___', '!!!', 'Ωμέγα', '☃', '\u0000'])('C10 does not come of %j', (name) => {
    expect(serviceUserName(name)).toBeUndefined();
  });

  it('is safe in keys, paths and headers, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 128 }), (name) => {
        const userName = serviceUserName(name);
        if (userName !== undefined) expect(userName).toMatch(/^[a-z0-9_-]+@service$/);
      }),
    );
  });

  it('C9 is the same for names that differ in case and outer spaces only', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9 _-]{0,20}$/), (name) => {
        expect(serviceUserName(` ${name.toUpperCase()} `)).toBe(serviceUserName(name));
      }),
    );
  });
});

describe('the user name of a person', () => {
  const userId = 'usr_01jdb9q6w8e5kr3x7h2m4n0vtz';
  const named = (email: string | undefined, subject = 'sub-7') => personUserName({ email, subject, userId });

  it('is the email, else the subject', () => {
    expect(named('ada@example.com')).toBe('ada@example.com');
    expect(named('ada@service.example.com')).toBe('ada@service.example.com');
    expect(named(undefined)).toBe('sub-7');
  });

  it.each([
    'ord1@service',
    'Ord1@SERVICE',
    '@service',
    'ord1@service ',
    'ord1@ser\u200bvice',
    'ord1@service\ufeff',
    'ord1\uff20service',
    'ord1@\u017fervice',
  ])('C9 is never one like that of a service user, as %j', (reserved) => {
    expect(named(reserved)).toBe('sub-7');
    expect(named(undefined, reserved)).toBe(userId);
    expect(named(reserved, reserved)).toBe(userId);
  });
});
