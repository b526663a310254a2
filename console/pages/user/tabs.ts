import { lazy, type ComponentType } from 'react';
import type { TabProps } from './tab.ts';

/** A tab of a user's page. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: ComponentType<TabProps>;
  /** For whom there is such a tab. */
  readonly of: 'both' | 'service-user' | 'person';
}

/** In the order in which they stand. */
export const tabs: readonly Tab[] = [
  { id: 'details', label: 'Details', of: 'both', content: lazy(() => import('./detailsTab.tsx')) },
  { id: 'tokens', label: 'Tokens', of: 'service-user', content: lazy(() => import('./tokensTab.tsx')) },
  { id: 'shares', label: 'Shares', of: 'service-user', content: lazy(() => import('./sharesTab.tsx')) },
  { id: 'sessions', label: 'Sessions', of: 'service-user', content: lazy(() => import('./sessionsTab.tsx')) },
  { id: 'trust', label: 'Trust rules', of: 'service-user', content: lazy(() => import('./trustTab.tsx')) },
  { id: 'keys', label: 'Client keys', of: 'service-user', content: lazy(() => import('./keysTab.tsx')) },
  { id: 'resources', label: 'Resources', of: 'both', content: lazy(() => import('./resourcesTab.tsx')) },
  { id: 'events', label: 'Events', of: 'both', content: lazy(() => import('./eventsTab.tsx')) },
];
