/** The name of a setting: every environment variable that functions read. */
export type Setting =
  | 'TABLE_NAME'
  | 'ISSUER'
  | 'SIGNING_KEYS'
  | 'OIDC_ISSUER'
  | 'OIDC_CLIENT_ID'
  | 'EVENT_BUS'
  | 'CANARY_USER'
  | 'CANARY_KEY'
  | 'SUPER_ADMINS'
  | 'SUPER_ADMIN_GROUP'
  | 'SERVICE_USER_HEADER'
  | 'TOKEN_POLICY'
  | 'TOKEN_PREFIXES'
  | 'LOCAL_ISSUERS'
  | 'CORS_ORIGIN';

/** The value of a setting. @throws Error naming the missing variable; values are never printed. */
export function setting(name: Setting): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`environment variable ${name} is not set`);
  return value;
}

/** The value of a setting, or a default where it is not set. */
export function settingOr(name: Setting, fallback: string): string {
  return process.env[name] ?? fallback;
}

/** The comma-separated values of a setting; none where it is not set. */
export function settings(name: Setting): readonly string[] {
  return settingOr(name, '')
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
