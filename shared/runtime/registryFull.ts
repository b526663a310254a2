import { refuse, type Refusal } from '../problems/refusal.ts';

/** The registry of Super-Admin members takes nobody new. */
export const registryFull: Refusal<'limit-reached'> = refuse('limit-reached', {
  detail:
    'The registry of Super-Admin members is full: remove who is none any more with DELETE /super-admins/{userId}; the limits stand in docs/accessPatterns.md.',
});
