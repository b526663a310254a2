import type { ComponentType } from 'react';
import { lazily } from '../../parts/lazily.tsx';
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
  { id: 'details', label: 'Details', of: 'both', content: lazily(() => import('./detailsTab.tsx')) },
  { id: 'tokens', label: 'Tokens', of: 'service-user', content: lazily(() => import('./tokensTab.tsx')) },
  { id: 'shares', label: 'Shares', of: 'service-user', content: lazily(() => import('./sharesTab.tsx')) },
  {
    id: 'sessions',
    label: 'Sessions',
    of: 'service-user',
    content: lazily(() => import('./sessionsTab.tsx')),
  },
  { id: 'trust', label: 'Trust rules', of: 'service-user', content: lazily(() => import('./trustTab.tsx')) },
  { id: 'keys', label: 'Client keys', of: 'service-user', content: lazily(() => import('./keysTab.tsx')) },
  { id: 'resources', label: 'Resources', of: 'both', content: lazily(() => import('./resourcesTab.tsx')) },
  { id: 'events', label: 'Events', of: 'both', content: lazily(() => import('./eventsTab.tsx')) },
];
