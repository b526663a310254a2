/** An https URL, or a plain one on this machine, without its final slashes. @throws Error naming the setting. */
export function baseUrl(key: string, value: string): string {
  const url = URL.parse(value);
  const loopback = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && loopback))) {
    throw new Error(`${key} must be an https URL, but is "${value}".`);
  }
  return value.replace(/\/+$/, '');
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
