import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useShowOnce } from '../parts/shownOnce.tsx';
import { useConsole } from './console.ts';
import { callOperation, type BodyOf, type Change } from './operations.ts';

/** A token as it was made, without its value. */
export type MadeToken = Omit<BodyOf<'createToken'>, 'Token'>;

/** Makes a secret and has it shown once. Its value is never in what the queries or mutations of the page hold. */
export function useNewSecret<Id extends 'createToken' | 'rotateToken'>(id: Id) {
  const { api } = useConsole();
  const showOnce = useShowOnce();
  const queries = useQueryClient();
  return useMutation<MadeToken, Error, Change<Id>>({
    gcTime: 0,
    mutationFn: async ({ input, options }) => {
      const { Token, ...made } = (await callOperation(api, [id, input], options))
        .body as BodyOf<'createToken'>;
      if (Token === undefined) {
        throw new Error(
          'The token was made, but its value was lost on the way here. Revoke it and make another.',
        );
      }
      showOnce({ name: made.Name, token: Token });
      return made;
    },
    // Also after a failure: the token may be there.
    onSettled: () => queries.invalidateQueries(),
  });
}
