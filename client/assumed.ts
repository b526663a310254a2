import type { Client } from '../shared/contract/client.ts';
import { serviceUserHeader, type Credentials } from './credentials.ts';
import { renewed, type LiveToken } from './renewed.ts';

/** Which service user a person assumes, and how. */
export interface Assumption {
  /** A client that runs as the person. */
  readonly api: Pick<Client, 'createAuthToken'>;
  /** The person's own credential, sent beside the service user's. */
  readonly person: Credentials;
  readonly userId: string;
  /** A role that the service user holds; its default role when left out. */
  readonly roleId?: string;
  /** 1 to 180; 60 when left out. */
  readonly minutes?: number;
  /** Kept in the audit trail. */
  readonly reason?: string;
  readonly now?: () => number;
}

/** Assumes a service user, and again before the token ends or when it is refused; the person's credential goes along in every call. */
export function assumed(assumption: Assumption): Credentials {
  const token = renewed(() => assume(assumption), assumption.now);
  return async (refused) => ({
    ...(await assumption.person(refused)),
    [serviceUserHeader]: await token(refused?.[serviceUserHeader]),
  });
}

async function assume(assumption: Assumption): Promise<LiveToken> {
  const { api, userId, roleId, minutes, reason, now = Date.now } = assumption;
  const from = now();
  const { body } = await api.createAuthToken({
    userId,
    body: { RoleId: roleId, DurationMinutes: minutes, Reason: reason },
  });
  // A creation that had to be repeated answers without its secret, which went with the lost answer.
  if (body.Token === undefined) throw new Error('The token was lost on its way. Assume once more.');
  return { token: body.Token, from, until: from + body.ExpiresIn * 1000 };
}
