import { describe, expect, it } from 'vitest';
import { localOptions, UsageError } from '../../bin/localOptions.ts';

describe('options of npm start', () => {
  it('have defaults', () => {
    expect(localOptions([])).toEqual({
      port: 4180,
      data: '.local',
      fresh: false,
      quiet: false,
      issuer: undefined,
      clientId: undefined,
      superAdmins: [],
    });
  });

  it('take several Super-Admins, repeated or separated by commas', () => {
    const words = [
      '--issuer',
      'https://i.example',
      '--client-id',
      'c',
      '--super-admin',
      'a, b',
      '--super-admin=c',
    ];
    expect(localOptions(words)).toMatchObject({
      issuer: 'https://i.example',
      clientId: 'c',
      superAdmins: ['a', 'b', 'c'],
    });
  });

  it('answer help', () => {
    expect(localOptions(['--help'])).toBeUndefined();
  });

  it.for([
    [['--port', '0'], '--port'],
    [['--port', '4e3'], '--port'],
    [['--port', '70000'], '--port'],
    [['--issuer', 'https://i.example'], '--client-id'],
    [['--issuer', 'nonsense', '--client-id', 'c'], '--issuer must be an https URL'],
    [['--issuer', 'http://i.example', '--client-id', 'c'], '--issuer must be an https URL'],
    [['--issuer', 'https://i.example?x=1', '--client-id', 'c'], '--issuer'],
    [['--issuer', 'https://i.example', '--client-id', ''], '--client-id'],
    [['--unknown'], '--unknown'],
    [['extra'], 'extra'],
  ] as const)('refuse %s, naming the culprit', ([words, culprit]) => {
    expect(() => localOptions(words)).toThrow(culprit);
    expect(() => localOptions(words)).toThrow(UsageError);
  });

  it.each(['http://127.0.0.1:9000/tenant/', 'https://i.example/'])(
    'take the issuer %s as it stands, for it is compared with the iss claim',
    (issuer) => {
      expect(localOptions(['--issuer', issuer, '--client-id', 'c'])).toMatchObject({ issuer });
    },
  );
});
