import { DynamoDb } from '../../../shared/aws/dynamoDb.ts';
import { Kms } from '../../../shared/aws/kms.ts';
import type { ClientSettings } from '../../../shared/aws/serviceClient.ts';
import { instant } from '../../../shared/domain/time.ts';
import { readTokenPolicy } from '../../../shared/policy/tokenPolicy.ts';
import { Table } from '../../../shared/store/table.ts';
import { Usage } from '../../../shared/store/usage.ts';
import { IssuerTokens, type IssuerClaims } from '../../../shared/tokens/issuerTokens.ts';
import { PublicKeys } from '../../../shared/tokens/publicKeys.ts';
import { Signer } from '../../../shared/tokens/signer.ts';
import { ourIssuer } from '../../support/signingKey.ts';
import type { AllDependencies } from '../../support/allDependencies.ts';
import type { RawAnswer } from './engine.ts';
import type { Request } from './request.ts';
import type { Simulation } from './simulation.ts';

/** A call of a container to DynamoDB or KMS that waits for its turn. */
export interface PendingCall {
  readonly container: Container;
  readonly target: string;
  readonly body: Record<string, unknown>;
  answer(answer: RawAnswer): void;
  fail(error: Error): void;
}

/** What all containers of a world share. */
export interface Surroundings {
  readonly simulation: Simulation;
  readonly table: string;
  readonly keyArn: string;
  /** Where calls wait. */
  readonly wait: (call: PendingCall) => void;
  readonly isWaiting: (container: Container) => boolean;
  /** For showing that a broken product is found out: another door to the table. */
  readonly openTable?: (name: string, usage: Usage, client: DynamoDb) => Table;
  readonly adapt?: (dependencies: AllDependencies) => AllDependencies;
  /** In place of what clients ask for: as the function gets it. */
  readonly request?: (request: Request) => Request;
}

export const issuer = 'https://id.example.com';

/** Longer than any function may run; an authorizer and a function one after the other, and their clocks. */
const longestMs = 60_000;

/** A table that tries again at once: the schedule decides how long that takes. */
export class SimulatedTable extends Table {
  protected override pause(): Promise<void> {
    return Promise.resolve();
  }
}

/** Tokens of the sign-in provider without a signature: what is simulated lies behind it. */
class TrustedIssuer extends IssuerTokens {
  override verify(token: string): Promise<IssuerClaims | undefined> {
    const [, payload = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string; iat: number };
    const email = `${claims.sub}@example.com`;
    return Promise.resolve({
      ...{ subject: claims.sub, email, emailVerified: true, name: claims.sub, groups: [] },
      issuedAt: instant(claims.iat * 1000),
    });
  }
}

interface Attempt {
  getRetryCount(): number;
  getRetryDelay(): number;
  getRetryCost(): number;
}

/**
 * The SDK's further attempts, of what it takes for transient or throttled: at once, since the schedule decides how long everything
 * takes. A request keeps its ClientRequestToken through all of them.
 */
class Attempts {
  readonly mode = 'standard';
  readonly #most: number;
  readonly #simulation: Simulation;

  constructor(most: number, simulation: Simulation) {
    this.#most = most;
    this.#simulation = simulation;
  }

  maxAttempts(): Promise<number> {
    return Promise.resolve(this.#most);
  }

  acquireInitialRetryToken(): Promise<Attempt> {
    return Promise.resolve(attempt(0));
  }

  refreshRetryTokenForRetry(before: Attempt, { errorType }: { errorType: string }): Promise<Attempt> {
    const made = before.getRetryCount() + 1;
    if (made >= this.#most || errorType === 'CLIENT_ERROR') return Promise.reject(new Error('no further'));
    this.#simulation.onTheWay += 1;
    return Promise.resolve(attempt(made));
  }

  recordSuccess(): void {
    // Nothing is counted: every request has all of its attempts.
  }
}

function attempt(made: number): Attempt {
  return { getRetryCount: () => made, getRetryDelay: () => 0, getRetryCost: () => 0 };
}

const ownIssuers = { issuer: ourIssuer, signIn: { issuer, audience: 'client' } };

/** What runs one request or batch at a time, with a clock of its own, until it crashes. */
export class Container {
  readonly name: string;
  /** The request or batch that it works on. */
  work = '';
  /** How often something went wrong for it since the work began. */
  faults = 0;
  #endsAt = Infinity;
  /** Called when it crashes: nobody sees an answer of it. */
  onCrash: () => void = () => undefined;
  readonly dependencies: AllDependencies;

  constructor(name: string, surroundings: Surroundings) {
    this.name = name;
    const { simulation, adapt = (given) => given } = surroundings;
    const skew = Math.floor((simulation.dice.next() - 0.5) * 3000);
    const clock = () => instant(simulation.now + skew);
    const usage = new Usage();
    const open = surroundings.openTable ?? ((...args) => new SimulatedTable(...args));
    const table = open(surroundings.table, usage, this.#client(DynamoDb, surroundings));
    const publicKeys = new PublicKeys(table, clock);
    this.dependencies = adapt({
      ...{ clock, usage, table, publicKeys, issuer: ourIssuer, newId: simulation.newId(clock) },
      signer: new Signer(surroundings.keyArn, publicKeys, this.#client(Kms, surroundings)),
      // No outside token is exchanged here.
      outsideKeys: {} as AllDependencies['outsideKeys'],
      issuerRules: { localIssuers: false, ownIssuers },
      ownIssuers,
      issuerTokens: new TrustedIssuer(issuer, 'client'),
      serviceUserHeader: 'X-Amorphic-Service-User',
      ...{ superAdmins: [], superAdminGroup: 'super-admins' },
      tokenPolicy: readTokenPolicy(''),
      tokenPrefixes: { service: 'sut', personal: 'pat' },
    });
  }

  /** Begins to work on a request or batch. */
  begin(work: string, now: number): void {
    this.work = work;
    this.faults = 0;
    this.#endsAt = now + longestMs;
  }

  /** Whether Lambda would have ended it by now. */
  isTimedOut(now: number): boolean {
    return now > this.#endsAt;
  }

  /** A client whose requests wait for their turn instead of going out. */
  #client<Client extends DynamoDb | Kms>(
    Kind: new (settings: ClientSettings) => Client,
    { wait, simulation }: Surroundings,
  ): Client {
    const client = new Kind({
      region: 'eu-central-1',
      endpoint: 'http://127.0.0.1:1',
      retryStrategy: new Attempts(simulation.dice.chance(0.5) ? 1 : 3, simulation),
      signer: { sign: (request) => Promise.resolve(request) },
      requestHandler: {
        handle: async (request) => {
          simulation.onTheWay -= 1;
          const target = request.headers['x-amz-target']?.split('.')[1] ?? '';
          const body = JSON.parse(String(request.body)) as Record<string, unknown>;
          const { status, body: text } = await new Promise<RawAnswer>((answer, fail) =>
            wait({ container: this, target, body, answer, fail }),
          );
          return { response: { statusCode: status, body: Buffer.from(text) } };
        },
      },
    });
    // Between a call and its request lies nothing but microtasks: the world stands still meanwhile.
    const call = client.call.bind(client) as (operation: string, input: object) => Promise<object>;
    return Object.assign(client, {
      call: (operation: string, input: object) => {
        simulation.onTheWay += 1;
        return call(operation, input);
      },
    });
  }
}
