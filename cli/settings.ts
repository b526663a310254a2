import { ConfigurationError } from './exitCodes.ts';
import { exclusively, readSettings, writeSettings } from './settingsFile.ts';

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

const readProfiles = (): ProfilesFile => readSettings<ProfilesFile>('profiles', { Profiles: {} });

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

/** Changes what is kept of profiles, from what is there at that moment. */
function changeProfiles(change: (now: ProfilesFile) => ProfilesFile): Promise<void> {
  return exclusively('profiles', () => {
    writeSettings('profiles', change(readProfiles()));
  });
}

/** Keeps a profile; the first one is the chosen one. */
export function saveProfile(name: string, value: Profile): Promise<void> {
  return changeProfiles(({ Current = name, Profiles }) => ({
    Current,
    Profiles: { ...Profiles, [name]: value },
  }));
}

/**
 * Makes a profile the one that commands use.
 * @throws ConfigurationError when there is none of that name.
 */
export function chooseProfile(name: string): Promise<void> {
  return changeProfiles((now) => {
    if (!Object.hasOwn(now.Profiles, name)) throw new ConfigurationError(`There is no profile ${name}.`);
    return { ...now, Current: name };
  });
}

/** Forgets a profile and its credential. */
export async function removeProfile(name: string): Promise<void> {
  await saveCredential(name, undefined);
  await changeProfiles(({ Current, Profiles }) => {
    const left = Object.fromEntries(Object.entries(Profiles).filter(([key]) => key !== name));
    return { Current: Current === name ? Object.keys(left)[0] : Current, Profiles: left };
  });
}

/** What the last sign-in of a profile left. */
export function credential(name: string): Credential | undefined {
  const all = readSettings<CredentialsFile>('credentials', {});
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

/** Keeps or forgets the credential of a profile. */
export function saveCredential(name: string, value: Credential | undefined): Promise<void> {
  return exclusively('credentials', () => {
    writeCredential(name, value);
  });
}

/** The same for who has the file to itself already: within `exclusively('credentials', …)`. */
export function writeCredential(name: string, value: Credential | undefined): void {
  const all = readSettings<CredentialsFile>('credentials', {});
  const others = Object.entries(all).filter(([key]) => key !== name);
  writeSettings('credentials', Object.fromEntries(value === undefined ? others : [...others, [name, value]]));
}

/** An address that credentials may be sent to: https, or this machine. */
export function safeAddress(address: string, what: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  const loopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback))
    return address.replace(/\/+$/, '');
  throw new ConfigurationError(`${what} must be an https address, but is "${address}".`);
}
