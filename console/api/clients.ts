import { serviceUsers } from '../../client/serviceUsers.ts';
import { ApiProblem, type CallOptions, type Client } from '../../shared/contract/client.ts';
import { routes } from '../../shared/contract/routes.ts';
import type { Acting, Identity } from '../session/identity.ts';
import type { PersonSession } from '../signIn/personSession.ts';
import { isProblem, PersonRefused } from './problem.ts';

/** What a client of the console works with. */
export interface ClientParts {
  readonly baseUrl: string;
  readonly session: PersonSession;
  readonly identity: Identity;
}

type Method = (input?: object, options?: CallOptions) => Promise<unknown>;

/** A change that is under way is not called back, since it may have happened: its signal ends its repeats only. */
const send: typeof fetch = (input, init) =>
  fetch(input, init?.method === 'GET' ? init : { ...init, signal: null });

/** Every operation, by what its id makes of a call. */
function clientBy(methodOf: (id: keyof Client) => Method): Client {
  const ids = Object.keys(routes) as (keyof Client)[];
  // Object.fromEntries knows nothing of which method belongs to which name; the type does.
  return Object.fromEntries(ids.map((id) => [id, methodOf(id)])) as unknown as Client;
}

/** Runs as the person, whoever the page acts as. */
export function personClient({ baseUrl, session }: ClientParts): Client {
  const credentials = async () => ({ authorization: `Bearer ${await session.idToken()}` });
  const client = serviceUsers({ baseUrl, credentials, fetch: send });
  return clientBy((id) => async (input, options) => {
    try {
      return await (client[id] as Method)(input, options);
    } catch (error) {
      throw asPerson(error);
    }
  });
}

/** Runs a call, to its last attempt, as whom the page acted when it began; only the person's ID token is renewed. */
export function actingClient(parts: ClientParts): Client {
  const { identity } = parts;
  const clients = new WeakMap<Acting, Client>();
  const clientOf = (acting: Acting): Client => {
    const client = clients.get(acting) ?? clientAs(acting, parts);
    clients.set(acting, client);
    return client;
  };
  return clientBy((id) => async (input, options) => {
    const { acting } = identity;
    try {
      return await (clientOf(acting)[id] as Method)(input, options);
    } catch (error) {
      if (isProblem(error, 'role-not-usable') && acting.kind === 'person') identity.end(acting, 'role-gone');
      if (acting.kind === 'person') throw asPerson(error);
      // A credential that is refused has ended: what is left is the person.
      if (isRefused(error)) identity.end(acting, 'refused');
      throw error;
    }
  });
}

function clientAs(acting: Acting, { baseUrl, session, identity }: ClientParts): Client {
  const credentials = async () => {
    const authorization = `Bearer ${await session.idToken()}`;
    return { authorization, ...identity.headersOf(acting) };
  };
  return serviceUsers({ baseUrl, credentials, fetch: send });
}

function isRefused(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.status === 401;
}

/** Only signing in again helps where the person's own credential is refused. */
function asPerson(error: unknown): unknown {
  return isRefused(error) ? new PersonRefused(error) : error;
}
