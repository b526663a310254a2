import { describe, expect, it } from 'vitest';
import type { PersonId, ServiceUserId, SessionId } from '../../shared/domain/ids.ts';
import { defaultUsersRole } from '../../shared/domain/role.ts';
import { addMinutes, instant } from '../../shared/domain/time.ts';
import { claimsOf, issuedReply, sessionOf, type Grant } from '../../shared/runtime/issueToken.ts';

const now = instant(1_760_000_000_789);
const grant: Grant = {
  sessionId: 'ses_1' as SessionId,
  subject: { userId: 'svc_1' as ServiceUserId, generation: 3 },
  person: { userId: 'usr_1' as PersonId, generation: 5 },
  role: { roleId: 'rol_1', roleName: 'Loaders', permissions: ['users.view', 'warehouse.manage'] },
  use: 'assume',
  minutes: 60,
  reason: 'nightly',
  mode: undefined,
  source: undefined,
  endsAt: undefined,
  now,
};

describe('an issued token', () => {
  it('says what was granted and no more', () => {
    expect(claimsOf(grant, sessionOf(grant), 'https://api.example.com')).toEqual({
      iss: 'https://api.example.com',
      sub: 'svc_1',
      aud: 'https://api.example.com',
      client_id: 'svc_1',
      iat: 1_760_000_000,
      exp: 1_760_003_600,
      jti: 'ses_1',
      act: { sub: 'usr_1' },
      IsServiceUser: true,
      role_id: 'rol_1',
      roles: ['Loaders'],
      scope: 'users.view warehouse.manage',
      gen: 3,
      token_use: 'assume',
    });
  });

  it('is recorded as what it says', () => {
    expect(sessionOf(grant)).toEqual({
      sessionId: 'ses_1',
      userId: 'svc_1',
      personId: 'usr_1',
      roleId: 'rol_1',
      issuedAt: now,
      expiresAt: 1_760_003_600_000,
      generation: 3,
      personGeneration: 5,
      reason: 'nightly',
      modeGeneration: undefined,
      modeSessionId: undefined,
    });
  });

  it('T1 lives as many minutes as were asked for, to the second', () => {
    for (const minutes of [1, 60, 180]) {
      const { iat, exp } = claimsOf({ ...grant, minutes }, sessionOf({ ...grant, minutes }), 'x');
      expect(exp - iat).toBe(minutes * 60);
    }
  });

  it.each([
    [10, 10],
    [60, 60],
    [180, 60],
  ])('T19 of %i minutes out of a mode that ends in 10 or 60 ends by then', (minutes, ends) => {
    const modeEnds = addMinutes(instant(1_760_000_000_000), ends);
    const given = { ...grant, minutes, mode: { sessionId: 'ses_m' as SessionId, expiresAt: modeEnds } };
    const session = sessionOf(given);
    expect([session.expiresAt, session.modeSessionId]).toEqual([modeEnds, 'ses_m']);
    expect(claimsOf(given, session, 'x')).toMatchObject({ exp: modeEnds / 1000, mode_jti: 'ses_m' });
  });

  it('L3 of the mode is not that of a service user', () => {
    const mode: Grant = {
      ...grant,
      use: 'super-admin',
      subject: grant.person,
      modeGeneration: 2,
      role: defaultUsersRole,
    };
    const session = sessionOf(mode);
    expect(session.modeGeneration).toBe(2);
    expect(claimsOf(mode, session, 'x')).toMatchObject({
      sub: 'usr_1',
      IsServiceUser: false,
      token_use: 'super-admin',
      act: { sub: 'usr_1' },
    });
  });

  it('is announced without its value', () => {
    expect(issuedReply(sessionOf(grant))).toEqual({
      status: 201,
      body: {
        TokenType: 'Bearer',
        ExpiresAt: '2025-10-09T09:53:20.000Z',
        ExpiresIn: 3600,
        RoleId: 'rol_1',
        UserId: 'svc_1',
        SessionId: 'ses_1',
      },
    });
  });
});
