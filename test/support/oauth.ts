import { inject } from 'vitest';
import { api, field, must, type Answer } from './api.ts';
import { aCreatedServiceUser, aName, type CreatedServiceUser } from './created.ts';
import { inMode } from './people.ts';

/** Sends a form to an OAuth endpoint. */
export async function oauth(
  path: '/oauth2/token' | '/oauth2/introspect' | '/oauth2/revoke',
  fields: Readonly<Record<string, string>> | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const raw = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  return await api('POST', path, {
    raw,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  });
}

/** The Authorization header of a client (RFC 6749 section 2.3.1). */
export function basic(id: string, secret: string): Record<string, string> {
  const text = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return { Authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

/** A service user with a service token. */
export interface Client extends CreatedServiceUser {
  readonly tokenId: string;
  readonly secret: string;
  /** Ada in Super-Admin mode, who may manage it. */
  readonly as: string;
}

/** A service user of the test's own with a service token. */
export async function aClient(
  token: Readonly<Record<string, unknown>> = {},
  user: Parameters<typeof aCreatedServiceUser>[0] = {},
): Promise<Client> {
  const created = await aCreatedServiceUser(user);
  const as = await inMode(created.owner);
  const body = { Name: aName('token'), ...token };
  const made = await must(201, api('POST', `/users/${created.userId}/tokens`, { as, body }));
  return { ...created, as, tokenId: field(made, 'TokenId'), secret: field(made, 'Token') };
}

/** Gets an access token with client credentials. */
export async function accessToken(
  { userId, secret }: Pick<Client, 'userId' | 'secret'>,
  fields: Readonly<Record<string, string>> = {},
): Promise<string> {
  const form = { grant_type: 'client_credentials', ...fields };
  return field(await must(200, oauth('/oauth2/token', form, basic(userId, secret))), 'access_token');
}

/** What introspection says of a token, asked by the client itself. */
export async function introspected({ userId, secret }: Client, token: string): Promise<Answer['body']> {
  return (await must(200, oauth('/oauth2/introspect', { token }, basic(userId, secret)))).body;
}

/** The issuer of the product under test. */
export function ourIssuer(): string {
  return inject('product').api;
}
