/** Where this console's API and issuer are; served as `/config.json` beside the page. */
export interface Settings {
  readonly api: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Carries a service user's credential beside the person's own. */
  readonly serviceUserHeader: string;
}

/** Reads the settings of this installation. @throws Error that says what is missing. */
export async function loadSettings(): Promise<Settings> {
  const answer = await fetch('/config.json', { cache: 'no-cache' });
  const found = answer.ok ? ((await answer.json()) as Partial<Settings>) : {};
  const { api, issuer, clientId, serviceUserHeader = 'X-Amorphic-Service-User' } = found;
  if (api === undefined || issuer === undefined || clientId === undefined) {
    throw new Error('This console is not set up: /config.json names no API, issuer or client.');
  }
  return { api: api.replace(/\/+$/, ''), issuer, clientId, serviceUserHeader };
}
