import type { ActiveRole, ServiceUserPrincipal } from '../../domain/principal.ts';
import type { Instant } from '../../domain/time.ts';
import type { TokenSecret } from '../../domain/token.ts';
import type { ServiceUser } from '../../domain/user.ts';
import type { SessionSource } from '../../domain/principal.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Write } from '../../store/table.ts';
import type { OAuthDependencies } from './oauthDependencies.ts';

/** A service user that proved who it is. */
export interface AuthenticatedClient {
  readonly user: ServiceUser;
  readonly principal: ServiceUserPrincipal;
  readonly role: ActiveRole;
  /** What it proved itself with. */
  readonly source: SessionSource;
  readonly token?: TokenSecret;
  /** When what it proved itself with ends. */
  readonly endsAt?: Instant | undefined;
  /** To be written with whatever the proof is used for: it counts once. */
  readonly once?: Write;
}

/** What authenticating a client works with in one request. */
export interface ClientContext {
  readonly snapshot: Snapshot;
  readonly now: Instant;
  readonly sourceIp: string;
  /** For the log: under which a refusal is found. */
  readonly requestId: string;
  readonly dependencies: OAuthDependencies;
}
