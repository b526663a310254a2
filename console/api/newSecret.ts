import { useMutation, useQueryClient } from '@tanstack/react-query';
import { readyToShowOnce, useShowOnce } from '../parts/shownOnce.tsx';
import { useConsole } from './console.ts';
import { callOperation, type BodyOf, type Change } from './operations.ts';
import { useRepeats } from './repeats.ts';

/** A token as it was made, without its value. */
export type MadeToken = Omit<BodyOf<'createToken'>, 'Token'>;

/** Makes a secret and has it shown once. Its value is never in what the queries or mutations of the page hold. */
export function useNewSecret<Id extends 'createToken' | 'rotateToken'>(id: Id) {
  const { api } = useConsole();
  const showOnce = useShowOnce();
  const queries = useQueryClient();
  const whileHere = useRepeats();
  return useMutation<MadeToken, Error, Change<Id>>({
    gcTime: 0,
    mutationFn: async ({ input, options }) => {
      // First: nothing is made that could not be shown.
      await readyToShowOnce();
      const { body } = await callOperation(api, [id, input], whileHere(options));
      const { Token, ...made } = body as BodyOf<'createToken'>;
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
