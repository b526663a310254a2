import {
  ApiProblem,
  serviceUsers,
  type CallOptions,
  type Client,
  type Credentials,
} from '../client/index.ts';
import { accessOf, assuming, inSuperAdminMode, type Access } from './credentials.ts';
import type { formats, OutputSettings } from './output.ts';
import { resolver, type Resolver } from './resolver.ts';
import { profileName } from './settings.ts';

/** Flags that every command takes. */
export interface CommonFlags {
  readonly profile?: string | undefined;
  readonly url?: string | undefined;
  readonly output?: (typeof formats)[number] | undefined;
  readonly query?: string | undefined;
  readonly asRole?: string | undefined;
  readonly as?: string | undefined;
  readonly superAdmin?: boolean | undefined;
}

/** What a command works with. */
export interface Session {
  readonly flags: CommonFlags;
  readonly output: OutputSettings;
  readonly profile: string;
  /** The address and credential as they are configured, before `--as` and `--super-admin`. */
  readonly access: () => Access;
  /** The credential that the flags ask for. */
  readonly credentials: () => Promise<Credentials>;
  /** Calls the API as the flags say. */
  readonly api: () => Promise<Client>;
  /** Ids behind names. */
  readonly find: () => Promise<Resolver>;
  /** What every call adds. */
  readonly call: CallOptions;
  /** Sets what the shell is told when nothing failed. */
  readonly exit: (code: number) => void;
  /** Takes note of what the command failed with: a credential that is refused is kept for no other command. */
  readonly failed: (error: unknown) => Promise<void>;
}

/** Begins a command; nothing is read or called before it is needed. */
export function beginSession(flags: CommonFlags, exit: (code: number) => void): Session {
  const profile = profileName(flags.profile);
  const call: CallOptions = flags.asRole === undefined ? {} : { roleId: flags.asRole };
  let used: Access | undefined;
  const access = once(() => (used = accessOf({ profile, url: flags.url })));
  const credentials = once(async () => credentialsOf(access(), flags));
  const api = once(async () => serviceUsers({ baseUrl: access().baseUrl, credentials: await credentials() }));
  return {
    flags,
    profile,
    call,
    access,
    credentials,
    api,
    exit,
    output: { format: flags.output, query: flags.query },
    find: once(async () => resolver(await api())),
    failed: async (error) => {
      if (!(error instanceof ApiProblem) || error.status !== 401) return;
      // What the command failed with is the news, not that this failed, too.
      await used?.forget?.().catch(() => undefined);
    },
  };
}

async function credentialsOf(access: Access, { as, superAdmin }: CommonFlags): Promise<Credentials> {
  const { baseUrl } = access;
  const credentials = superAdmin === true ? inSuperAdminMode(access) : access.credentials;
  if (as === undefined) return credentials;
  const userId = await resolver(serviceUsers({ baseUrl, credentials })).user(as);
  return assuming({ baseUrl, credentials }, userId);
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
