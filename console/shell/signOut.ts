import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useConsole } from '../api/console.ts';
import { endAtApi } from './leaving.ts';

/** Ends what the page acts with, then the person's own session; nothing is asked on the way out. */
export function useSignOut(): () => void {
  const { session, identity, personApi } = useConsole();
  const queries = useQueryClient();
  return useCallback(() => {
    void queries.cancelQueries();
    void session.signOut(endAtApi(identity.acting, personApi));
  }, [session, identity, personApi, queries]);
}
