import { ConfigurationError } from './exitCodes.ts';
import { endOf, type IssuedTokens } from './issuer.ts';
import { credential, writeCredential, type Credential, type Profile } from './settings.ts';
import { exclusively } from './settingsFile.ts';

/** A minute is more than a call takes. */
const spare = 60_000;

/** Renewals on their way, by profile: an issuer takes a refresh token once, and sees theft where it comes twice. */
const renewals = new Map<string, Promise<string>>();

/**
 * The ID token of a profile, renewed when its end is near: once, whoever else asks for it in this process or another.
 * @throws ConfigurationError where the sign-in has ended.
 */
export function freshIdToken(name: string, profile: Profile): Promise<string> {
  const kept = liveToken(credential(name));
  if (kept !== undefined) return Promise.resolve(kept);
  const renewal =
    renewals.get(name) ??
    renewed(name, profile).finally(() => {
      renewals.delete(name);
    });
  renewals.set(name, renewal);
  return renewal;
}

function liveToken({ IdToken }: Credential = {}): string | undefined {
  return IdToken !== undefined && (endOf(IdToken) ?? 0) > Date.now() + spare ? IdToken : undefined;
}

function renewed(name: string, profile: Profile): Promise<string> {
  return exclusively('credentials', async () => {
    const now = credential(name);
    // Another process may have been faster.
    const live = liveToken(now);
    if (live !== undefined) return live;
    const next = await traded(now, profile);
    if (next !== undefined) {
      writeCredential(name, next);
      return next.IdToken;
    }
    // One that knows no lock may have used the refresh token, and have written by now what it got.
    const found = liveToken(credential(name));
    if (found !== undefined) return found;
    throw new ConfigurationError(
      `The sign-in of profile ${name} has ended. Sign in with \`service-users login\`.`,
    );
  });
}

/** Trades the refresh token for a new ID token; undefined where the issuer gives none. */
async function traded(
  { RefreshToken }: Credential = {},
  { Issuer, ClientId }: Profile,
): Promise<IssuedTokens | undefined> {
  if (RefreshToken === undefined || Issuer === undefined || ClientId === undefined) return undefined;
  const { refresh } = await import('./signIn.ts');
  const tokens = await refresh(Issuer, ClientId, RefreshToken);
  return tokens && { ...tokens, RefreshToken: tokens.RefreshToken ?? RefreshToken };
}
