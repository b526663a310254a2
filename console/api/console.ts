import { createContext, use, useSyncExternalStore } from 'react';
import type { Client } from '../../shared/contract/client.ts';
import type { Acting, Identity } from '../session/identity.ts';
import type { Settings } from '../settings.ts';
import type { PersonSession } from '../signIn/personSession.ts';
import { actingClient, personClient } from './clients.ts';

/** What every page works with. */
export interface Console {
  readonly settings: Settings;
  readonly session: PersonSession;
  readonly identity: Identity;
  /** Runs as whom the page acts. */
  readonly api: Client;
  /** Runs as the person, whoever the page acts as: to switch, and to switch back. */
  readonly personApi: Client;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Puts the parts together. */
export function consoleOf(parts: Omit<Console, 'api' | 'personApi'>): Console {
  const { settings, session, identity } = parts;
  const of = { baseUrl: settings.api, session, identity };
  return { ...parts, api: actingClient(of), personApi: personClient(of) };
}

/** Given once, at the root. */
export const ConsoleContext = createContext<Console | undefined>(undefined);

/** The parts of the console. */
export function useConsole(): Console {
  const found = use(ConsoleContext);
  if (found === undefined) throw new Error('Outside of the console.');
  return found;
}

/** As whom the page acts now. */
export function useActing(): Acting {
  const { identity } = useConsole();
  return useSyncExternalStore(identity.subscribe, () => identity.acting);
}

/** Rises whenever the page acts as somebody else: part of every query's key. */
export function useGeneration(): number {
  const { identity } = useConsole();
  return useSyncExternalStore(identity.subscribe, () => identity.generation);
}
