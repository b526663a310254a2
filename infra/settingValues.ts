/** An https URL, or a plain one on this machine, without its final slashes. @throws Error naming the setting. */
export function baseUrl(key: string, value: string): string {
  const url = URL.parse(value);
  if (url === null || !(url.protocol === 'https:' || isPlainLocal(url))) {
    throw new Error(`${key} must be an https URL, but is "${value}".`);
  }
  if (/[?#]/.test(value) || url.username !== '' || url.password !== '') {
    throw new Error(`${key} must be a URL without query, fragment and credentials, but is "${value}".`);
  }
  return value.replace(/\/+$/, '');
}

function isPlainLocal({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/**
 * An issuer as it stands, since it is compared with the iss claim: a final slash is part of it. Functions in AWS reach none on
 * the machine of whoever deploys.
 * @throws Error naming the setting.
 */
export function issuerUrl(value: string, onThisMachine: boolean): string {
  baseUrl('issuer', value);
  if (!onThisMachine && URL.parse(value)?.protocol !== 'https:') {
    throw new Error(`issuer must be an https URL, but is "${value}".`);
  }
  return value;
}

/** Where a user pool may send people: https, or plain on this machine. @throws Error naming the setting. */
export function callbackUrl(value: string): string {
  const url = URL.parse(value);
  if (url === null || !(url.protocol === 'https:' || isPlainLocal(url)) || url.hash !== '') {
    throw new Error(`callbackUrls must be https URLs without fragment, but "${value}" is none.`);
  }
  return value;
}

/** Headers that callers, browsers or the gateway give a meaning of their own. */
const headersInUse = new Set(
  [
    'accept authorization cache-control connection cookie date expect forwarded from host',
    'idempotency-key keep-alive max-forwards origin pragma range referer server te trailer transfer-encoding upgrade',
    'user-agent vary via www-authenticate x-api-key x-http-method-override x-real-ip x-request-id x-role-id',
  ].flatMap((names) => names.split(' ')),
);
const prefixesInUse = /^(?:accept-|access-control-|content-|if-|proxy-|sec-|x-amz|x-forwarded-)/;

/** A header for credentials of service users. @throws Error unless its name is usable and nobody else's. */
export function credentialHeader(value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(value)) {
    throw new Error(`serviceUserHeader must be letters, digits, hyphens and underscores, but is "${value}".`);
  }
  const name = value.toLowerCase();
  if (headersInUse.has(name) || prefixesInUse.test(name)) {
    throw new Error(`serviceUserHeader must be a header of its own, but "${value}" has another use.`);
  }
  return value;
}

/** An address that mail can be sent to. @throws Error naming the setting. */
export function emailAddress(key: string, value: string): string {
  if (!/^[^\s@,;<>"]+@[^\s@,;<>".]+(?:\.[^\s@,;<>".]+)+$/.test(value)) {
    throw new Error(`${key} must be an e-mail address, but is "${value}".`);
  }
  return value;
}

/** An AWS region. @throws Error naming the setting. */
export function awsRegion(value: string): string {
  if (!/^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/.test(value)) {
    throw new Error(`region must be an AWS region such as eu-central-1, but is "${value}".`);
  }
  return value;
}

/** Text that says something. @throws Error naming the setting. */
export function filled(key: string, value: string): string {
  if (value.trim() === '') throw new Error(`${key} is empty: leave it out, or give it a value.`);
  return value;
}

/** Prefixes of service users' and of personal tokens. @throws Error unless they can be told apart. */
export function prefixes(values: readonly string[]): readonly [service: string, personal: string] {
  const [service, personal, ...others] = values;
  const usable = values.every((prefix) => /^[a-z][a-z0-9]{1,15}$/.test(prefix));
  if (service === undefined || personal === undefined || !usable || others.length > 0) {
    throw new Error(
      `tokenPrefixes must be two of 2 to 16 letters a-z and digits, but is "${values.join(',')}".`,
    );
  }
  if (service === personal) {
    throw new Error(`tokenPrefixes must be two that differ, but both are "${service}".`);
  }
  return [service, personal];
}

/** Names of signing keys, which become parts of aliases. @throws Error unless each is usable and there once. */
export function keyNames(names: readonly string[]): readonly [string, ...string[]] {
  const [first, ...others] = names;
  if (first === undefined) throw new Error('signingKeys names no key.');
  const unusable = names.find((name) => !/^[A-Za-z0-9_-]{1,64}$/.test(name));
  if (unusable !== undefined) {
    throw new Error(
      `signingKeys must be letters, digits, hyphens and underscores, but "${unusable}" is not.`,
    );
  }
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined)
    throw new Error(`signingKeys must name each key once, but names "${repeated}" twice.`);
  return [first, ...others];
}

/** The numbers of days that CloudWatch Logs takes. */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** A number of days. @throws Error unless CloudWatch Logs takes it. */
export function retention(value: string): number {
  const days = Number(value);
  if (!retentions.includes(days)) {
    throw new Error(`logRetentionDays must be one of ${retentions.join(', ')}, but is "${value}".`);
  }
  return days;
}

/** What a rate-based rule of a web ACL takes. @throws Error for any other number. */
export function webAclRequests(value: string): number {
  const requests = /^\d{1,10}$/.test(value) ? Number(value) : 0;
  if (requests < 10 || requests > 2_000_000_000) {
    throw new Error(`webAclRequests must be a number from 10 to 2000000000, but is "${value}".`);
  }
  return requests;
}

/** The id of a service user. @throws Error naming the setting. */
export function serviceUser(key: string, value: string): string {
  if (!/^svc_[0-9a-hjkmnp-tv-z]{26}$/.test(value)) {
    throw new Error(`${key} must be the UserId of a service user (svc_…), but is "${value}".`);
  }
  return value;
}

/** `true` or `false`. @throws Error naming the setting. */
export function truth(key: string, value: string): boolean {
  if (value !== 'true' && value !== 'false')
    throw new Error(`${key} must be true or false, but is "${value}".`);
  return value === 'true';
}
