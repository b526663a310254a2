import { expect, it } from 'vitest';
import { api, field } from '../support/api.ts';
import { aName } from '../support/created.ts';
import { aSuperAdmin } from '../support/people.ts';

it('C5, T12, T13 creates a service user, acts as it, and stops it with one call', async () => {
  const ada = await aSuperAdmin();
  const mode = await api('POST', '/users/super-admin/auth-token', {
    as: ada.token,
    body: { DurationMinutes: 30 },
  });
  expect(mode.status).toBe(201);
  const as = field(mode, 'Token');

  const name = aName('svc-airflow');
  const created = await api('POST', '/users', { as, body: { Name: name } });
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({ UserName: `${name}@service`, IsServiceUser: true, Status: 'enabled' });
  const userId = field(created, 'UserId');

  const issued = await api('POST', `/users/${userId}/auth-token`, {
    as: ada.token,
    body: { DurationMinutes: 60 },
  });
  expect(issued.status).toBe(201);
  expect(issued.body).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600, UserId: userId });
  const assumed = field(issued, 'Token');

  const me = await api('GET', '/users/me', { as: ada.token, assumed });
  expect(me.status).toBe(200);
  expect(me.body).toMatchObject({ UserId: userId, IsServiceUser: true, AssumedBy: { UserId: ada.userId } });

  const disabled = await api('POST', `/users/${userId}/disable`, { as: ada.token });
  expect(disabled.body).toMatchObject({ Status: 'disabled' });
  const next = await api('GET', '/users/me', { as: ada.token, assumed });
  expect(next.status).toBe(401);
  expect(next.body).toMatchObject({ code: 'credential-rejected' });
});
