import { serviceUsers, type CallOptions, type Client } from '../client/index.ts';
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
  /** Calls the API as the flags say. */
  readonly api: () => Promise<Client>;
  /** Ids behind names. */
  readonly find: () => Promise<Resolver>;
  /** What every call adds. */
  readonly call: CallOptions;
  /** Sets what the shell is told when nothing failed. */
  readonly exit: (code: number) => void;
}

/** Begins a command; nothing is read or called before it is needed. */
export function beginSession(flags: CommonFlags, exit: (code: number) => void): Session {
  const profile = profileName(flags.profile);
  const call: CallOptions = flags.asRole === undefined ? {} : { roleId: flags.asRole };
  const access = once(() => accessOf({ profile, url: flags.url }));
  const api = once(async () => clientOf(access(), flags));
  return {
    flags,
    profile,
    call,
    access,
    api,
    exit,
    output: { format: flags.output, query: flags.query },
    find: once(async () => resolver(await api())),
  };
}

async function clientOf(access: Access, { as, superAdmin }: CommonFlags): Promise<Client> {
  const { baseUrl } = access;
  const credentials = superAdmin === true ? inSuperAdminMode(access) : access.credentials;
  const api = serviceUsers({ baseUrl, credentials });
  if (as === undefined) return api;
  const userId = await resolver(api).user(as);
  return serviceUsers({ baseUrl, credentials: assuming({ baseUrl, credentials }, userId) });
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
