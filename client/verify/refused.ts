/** Codes of RFC 6750 section 3.1, and that the issuer cannot be asked: for its keys or about the token. */
export type RefusalCode =
  'missing-token' | 'invalid_token' | 'insufficient_scope' | 'introspection-unavailable';

const statuses = {
  'missing-token': 401,
  invalid_token: 401,
  insufficient_scope: 403,
  'introspection-unavailable': 503,
} as const satisfies Record<RefusalCode, number>;

const titles: Readonly<Record<RefusalCode, string>> = {
  'missing-token': 'A token of Service Users is required',
  invalid_token: 'The token is not valid',
  insufficient_scope: 'The token may not do this',
  'introspection-unavailable': 'The token cannot be checked now',
};

/** A refused request; `reason` is for the log, and holds no token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly code: RefusalCode;
  readonly status: 401 | 403 | 503;
  readonly reason: string;
  /** The permission that is missing. */
  readonly wanted: string | undefined;

  constructor(code: RefusalCode, reason: string, wanted?: string) {
    super(`${titles[code]}: ${reason}`);
    this.code = code;
    this.status = statuses[code];
    this.reason = reason;
    this.wanted = wanted;
  }
}

/** What a service answers: a problem document (RFC 9457) with the challenge of RFC 6750. It says nothing of why. */
export interface RefusalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Renders a refusal as an answer. */
export function answerTo({ code, status, wanted }: TokenRefused): RefusalAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 503 ? { 'retry-after': '5' } : { 'www-authenticate': challenge(code, wanted) }),
    },
    body: JSON.stringify({ type: 'about:blank', title: titles[code], status, code }),
  };
}

/** Without a credential there is no error code (RFC 6750 section 3.1). */
function challenge(code: RefusalCode, wanted: string | undefined): string {
  if (code === 'missing-token') return 'Bearer';
  return `Bearer error="${code}"${wanted === undefined ? '' : `, scope="${wanted}"`}`;
}
