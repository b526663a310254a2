/** A role as the file wants it. */
export interface WantedRole {
  readonly name: string;
  readonly description?: string;
  readonly permissions: readonly string[];
  /** Users who may attach and edit it. */
  readonly managers?: readonly string[];
}

/** A trust rule as the file wants it; what is left out stays as it is, null takes it back. */
export interface WantedTrustRule {
  readonly name: string;
  readonly issuer: string;
  readonly audience: string;
  readonly conditions: readonly { readonly claim: string; readonly equals: string | number | boolean }[];
  readonly role?: string | null;
  readonly maxDurationMinutes?: number;
  readonly jwks?: { readonly keys: readonly Record<string, unknown>[] } | null;
}

/** A service user as the file wants it; what is left out stays as it is. */
export interface WantedUser {
  /** Its user name, with or without `@service`. */
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly status?: 'enabled' | 'disabled';
  /** Beside the role that every user has. */
  readonly roles?: readonly string[];
  readonly defaultRole?: string;
  /** Beside Public. */
  readonly teams?: readonly string[];
  readonly shares?: { readonly users?: readonly string[]; readonly tags?: readonly string[] };
  readonly trustRules?: readonly WantedTrustRule[];
}

/** What an account should look like; what the file does not name is left alone. */
export interface AccountFile {
  readonly roles?: readonly WantedRole[];
  readonly teams?: readonly string[];
  readonly users?: readonly WantedUser[];
}
