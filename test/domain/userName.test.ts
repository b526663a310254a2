import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serviceUserName } from '../../shared/domain/userName.ts';

describe('the user name of a service user', () => {
  it.each([
    ['svc-dbt-cloud', 'svc-dbt-cloud@service'],
    ['  Svc Airflow  ', 'svc_airflow@service'],
    ['Nightly  Load', 'nightly__load@service'],
    ['Über Läufer 7', 'ber_lufer_7@service'],
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
