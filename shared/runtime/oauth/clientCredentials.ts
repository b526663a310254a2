import { assertionType } from '../../contract/oauth.ts';
import { oauthError, type OAuthError } from '../../problems/oauthError.ts';
import { decodeBase64url } from '../../tokens/base64url.ts';

/** How a request says who its client is; the text is read, nothing is verified yet. */
export type ClientCredentials =
  | { readonly kind: 'secret'; readonly clientId: string; readonly secret: string; readonly basic: boolean }
  | { readonly kind: 'assertion'; readonly clientId: string | undefined; readonly assertion: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'none'; readonly clientId: string | undefined };

/** The fields of a form that say who the client is. */
export interface ClientFields {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  readonly client_assertion_type?: string | undefined;
  readonly client_assertion?: string | undefined;
}

/** Reads one way of authentication; two in one request are refused (RFC 6749 section 2.3). */
export function readClient(
  fields: ClientFields,
  authorization: readonly string[] = [],
): ClientCredentials | OAuthError {
  const inBody = [fields.client_secret, fields.client_assertion].filter((value) => value !== undefined);
  if (authorization.length + inBody.length > 1) {
    return oauthError('invalid_request', 'A client authenticates in one way only.');
  }
  const [header] = authorization;
  return header === undefined ? readBody(fields) : readHeader(header, fields.client_id);
}

function readBody({ client_id: clientId, ...fields }: ClientFields): ClientCredentials | OAuthError {
  const { client_secret: secret, client_assertion: assertion } = fields;
  if (assertion !== undefined) {
    if (fields.client_assertion_type !== assertionType) {
      return oauthError('invalid_request', `client_assertion_type must be ${assertionType}.`);
    }
    return { kind: 'assertion', clientId, assertion };
  }
  if (secret === undefined) return { kind: 'none', clientId };
  if (clientId === undefined) return oauthError('invalid_request', 'client_id is missing.');
  return { kind: 'secret', clientId, secret, basic: false };
}

function readHeader(header: string, clientId: string | undefined): ClientCredentials | OAuthError {
  const token = /^bearer +(\S+)$/i.exec(header)?.[1];
  if (token !== undefined) return { kind: 'bearer', token };
  const basic = readBasic(/^basic +(\S+)$/i.exec(header)?.[1] ?? '');
  if (basic === undefined) {
    return oauthError('invalid_client', 'The Authorization header is not understood.', {
      challenge: 'Basic',
    });
  }
  if (clientId !== undefined && clientId !== basic.clientId) {
    return oauthError('invalid_request', 'client_id differs from that of the Authorization header.');
  }
  return { kind: 'secret', ...basic, basic: true };
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function readBasic(value: string): { clientId: string; secret: string } | undefined {
  const bytes = decodeBase64url(
    value
      .replace(/={1,2}$/, '')
      .replaceAll('+', '-')
      .replaceAll('/', '_'),
  );
  const [, id, secret] = /^([^:]+):(.+)$/s.exec(bytes?.toString() ?? '') ?? [];
  if (id === undefined || secret === undefined) return undefined;
  try {
    return { clientId: decodeForm(id), secret: decodeForm(secret) };
  } catch {
    return undefined;
  }
}

function decodeForm(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
