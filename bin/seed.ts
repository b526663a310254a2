import { personNames } from './people.ts';
import type { PersonName } from './people.ts';

/** What seeding works with: the public API, and tokens of people. */
export interface SeedParts {
  readonly api: string;
  readonly token: (person: PersonName) => Promise<string>;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body?: object;
}

async function call(api: string, { method, path, token, body }: Call): Promise<Record<string, unknown>> {
  const response = await fetch(api + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** Brings a fresh installation to life as people would: all four sign in once, and Ada makes Grace a manager. */
export async function seed({ api, token }: SeedParts): Promise<void> {
  const ids = new Map<PersonName, string>();
  for (const person of personNames) {
    const me = await call(api, { method: 'GET', path: '/users/me', token: await token(person) });
    ids.set(person, String(me['UserId']));
  }
  const mode = await call(api, {
    method: 'POST',
    path: '/users/super-admin/auth-token',
    token: await token('ada'),
    body: { DurationMinutes: 5 },
  });
  const superAdmin = String(mode['Token']);
  const path = `/users/${ids.get('grace') ?? ''}`;
  await call(api, { method: 'PUT', path: `${path}/roles/SystemRole-Managers`, token: superAdmin });
  const body = { DefaultRoleId: 'SystemRole-Managers' };
  await call(api, { method: 'PATCH', path, token: superAdmin, body });
  await call(api, { method: 'DELETE', path: '/users/super-admin/auth-token', token: superAdmin });
}
