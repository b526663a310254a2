import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from './exitCodes.ts';

/** An installation, and how people sign in to it. Holds no secret. */
export interface Profile {
  readonly Url: string;
  readonly Issuer?: string | undefined;
  readonly ClientId?: string | undefined;
  /** What is asked of the issuer; `openid email profile` when left out. */
  readonly Scope?: string | undefined;
  /** A loopback address, for issuers that do not take any port. */
  readonly RedirectUri?: string | undefined;
}

/** What a sign-in left behind. */
export interface Credential {
  /** A token that was given, e.g. a service token. */
  readonly Token?: string | undefined;
  readonly IdToken?: string | undefined;
  readonly RefreshToken?: string | undefined;
}

interface ProfilesFile {
  readonly Current?: string | undefined;
  readonly Profiles: Readonly<Record<string, Profile>>;
}

type CredentialsFile = Readonly<Record<string, Credential>>;

/** The folder of the settings. */
export function settingsFolder(): string {
  return join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'service-users');
}

const fileOf = (name: 'profiles' | 'credentials'): string => join(settingsFolder(), `${name}.json`);

function read<Content>(name: 'profiles' | 'credentials', empty: Content): Content {
  const file = fileOf(name);
  if (!existsSync(file)) return empty;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Content;
  } catch {
    throw new ConfigurationError(`${file} is not readable as JSON. Correct it or remove it.`);
  }
}

/** Only its owner may read it (mode 0600), from the first byte on; it appears whole. */
function write(name: 'profiles' | 'credentials', content: unknown): void {
  mkdirSync(settingsFolder(), { recursive: true, mode: 0o700 });
  chmodSync(settingsFolder(), 0o700);
  const part = `${fileOf(name)}.${String(process.pid)}`;
  writeFileSync(part, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, fileOf(name));
}

const readProfiles = (): ProfilesFile => read<ProfilesFile>('profiles', { Profiles: {} });

/** The name that commands use: the flag, the variable, the chosen one, `default`. */
export function profileName(flag: string | undefined): string {
  return flag ?? (process.env['SERVICE_USERS_PROFILE'] || (readProfiles().Current ?? 'default'));
}

/** Every profile by name. */
export function profiles(): Readonly<Record<string, Profile>> {
  return readProfiles().Profiles;
}

/** One profile; undefined when there is none of that name. */
export function profile(name: string): Profile | undefined {
  const { Profiles } = readProfiles();
  return Object.hasOwn(Profiles, name) ? Profiles[name] : undefined;
}

/** Keeps a profile; the first one is the chosen one. */
export function saveProfile(name: string, value: Profile): void {
  const { Current = name, Profiles } = readProfiles();
  write('profiles', { Current, Profiles: { ...Profiles, [name]: value } } satisfies ProfilesFile);
}

/** Makes a profile the one that commands use. */
export function chooseProfile(name: string): void {
  if (profile(name) === undefined) throw new ConfigurationError(`There is no profile ${name}.`);
  write('profiles', { ...readProfiles(), Current: name } satisfies ProfilesFile);
}

/** Forgets a profile and its credential. */
export function removeProfile(name: string): void {
  const { Current, Profiles } = readProfiles();
  const left = Object.fromEntries(Object.entries(Profiles).filter(([key]) => key !== name));
  saveCredential(name, undefined);
  write('profiles', { Current: Current === name ? Object.keys(left)[0] : Current, Profiles: left });
}

/** What the last sign-in of a profile left. */
export function credential(name: string): Credential | undefined {
  const all = read<CredentialsFile>('credentials', {});
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

/** Keeps or forgets the credential of a profile. */
export function saveCredential(name: string, value: Credential | undefined): void {
  const others = Object.entries(read<CredentialsFile>('credentials', {})).filter(([key]) => key !== name);
  write('credentials', Object.fromEntries(value === undefined ? others : [...others, [name, value]]));
}

/** An address that credentials may be sent to: https, or this machine. */
export function safeAddress(address: string, what: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  const loopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback))
    return address.replace(/\/+$/, '');
  throw new ConfigurationError(`${what} must be an https address, but is "${address}".`);
}
