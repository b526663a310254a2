import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasIdShape,
  idOfBytes,
  idPatterns,
  idPrefixes,
  isServiceUserId,
  lowestIdAt,
  newId,
  userIdPattern,
} from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';

const kinds = Object.keys(idPrefixes) as (keyof typeof idPrefixes)[];

describe('ids', () => {
  it.each(kinds)('of the kind %s match their own pattern and no other', (kind) => {
    const id = newId(kind);
    expect(kinds.filter((other) => idPatterns[other].test(id))).toEqual([kind]);
  });

  it.each(kinds)('of the kind %s have the shape of an id in any case of their letters', (kind) => {
    const id = newId(kind);
    expect([id, id.toUpperCase()].map(hasIdShape)).toEqual([true, true]);
    expect([` ${id}`, `${id}0`, id.slice(0, -1), id.replace('_', '-')].some(hasIdShape)).toBe(false);
  });

  it('have the shape of an id also by letters that are lower-cased to ours', () => {
    expect(hasIdShape('tem_01jdb9q6w8e5\u212ar3x7h2m4n0vtz')).toBe(true);
  });

  it('are those of their bytes', () => {
    expect(idOfBytes('person', new Uint8Array(16))).toBe('usr_00000000000000000000000000');
    expect(idOfBytes('serviceUser', new Uint8Array(16).fill(255))).toBe('svc_7zzzzzzzzzzzzzzzzzzzzzzzzz');
  });

  it('of different bytes differ, and always match', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const [a, b] = [idOfBytes('role', one), idOfBytes('role', other)];
        expect(a).toMatch(idPatterns.role);
        expect(a === b).toBe(one.every((byte, index) => byte === other[index]));
      }),
    );
  });

  it('are never made twice', () => {
    const ids = Array.from({ length: 10_000 }, () => newId('session'));
    expect(new Set(ids).size).toBe(10_000);
  });

  it('tell persons from service users', () => {
    expect(isServiceUserId(newId('serviceUser'))).toBe(true);
    expect(isServiceUserId(newId('person'))).toBe(false);
  });

  it.each([
    '',
    'svc_',
    'svc_01JDB9Q6W8E5KR3X7H2M4N0VTZ',
    'svc_01jdb9q6w8e5kr3x7h2m4n0vt',
    'svc_01jdb9q6w8e5kr3x7h2m4n0vtzz',
    'svc_81jdb9q6w8e5kr3x7h2m4n0vtz',
    'svc_01jdb9q6w8e5kr3x7h2m4n0vtu',
    'rol_01jdb9q6w8e5kr3x7h2m4n0vtz',
    'svc_01jdb9q6w8e5kr3x7h2m4n0vtz\n',
    ' svc_01jdb9q6w8e5kr3x7h2m4n0vtz',
    'USER#svc_01jdb9q6w8e5kr3x7h2m4n0vtz',
    '__proto__',
    'me',
  ])('I9 do not look like %j', (text) => {
    expect(userIdPattern.test(text)).toBe(false);
  });
});

describe('the lowest id at a time', () => {
  it('is not above any id made at that time or later', () => {
    const before = lowestIdAt('event', instant(Date.now()));
    const ids = Array.from({ length: 100 }, () => newId('event'));
    expect(ids.filter((id) => id < before)).toEqual([]);
  });

  it('is sorted as the times are', () => {
    const times = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(times, times, (one, other) => {
        const [a, b] = [lowestIdAt('event', instant(one)), lowestIdAt('event', instant(other))];
        expect(Math.sign(one - other)).toBe(a === b ? 0 : a < b ? -1 : 1);
      }),
    );
  });

  it('of a time before 1970 is the lowest of all', () => {
    expect(lowestIdAt('event', instant(-5))).toBe('evt_00000000000000000000000000');
  });
});
