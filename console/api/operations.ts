import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { AnswerOf, CallOptions, Client, InputOf, OperationId } from '../../shared/contract/client.ts';
import { useConsole, useGeneration } from './console.ts';
import { useRepeats } from './repeats.ts';

/** The body of a success. */
export type BodyOf<Id extends OperationId> = AnswerOf<Id>['body'];

/** Calls an operation by its id. */
export function callOperation<Id extends OperationId>(
  api: Client,
  [id, input]: readonly [Id, InputOf<Id>],
  options: CallOptions = {},
): Promise<AnswerOf<Id>> {
  // A method per id: which input belongs to which id is checked at this function's own signature.
  const method = api[id] as (input: InputOf<Id>, options: CallOptions) => Promise<AnswerOf<Id>>;
  return method(input, options);
}

/** The former answer of a query, until the new one is there, but never what somebody else was answered. */
export function formerOf(as: number | 'person') {
  return <Former>(
    former: Former | undefined,
    query: { readonly queryKey: readonly unknown[] } | undefined,
  ): Former | undefined => (query?.queryKey[0] === as ? former : undefined);
}

/** How to ask. */
export interface QuerySettings {
  readonly enabled?: boolean;
  /** Shows the former answer until the new one is there: for pages of a list. */
  readonly keepFormer?: boolean;
  /** Asks again after so many milliseconds, while it is given. */
  readonly everyMs?: number | undefined;
  /** As the person, whoever the page acts as. */
  readonly asPerson?: boolean;
}

/** The answer of a reading operation, kept until something is changed or somebody else is become. */
export function useOperation<Id extends OperationId>(
  id: Id,
  input: InputOf<Id>,
  settings: QuerySettings = {},
): UseQueryResult<AnswerOf<Id>> {
  const { api, personApi } = useConsole();
  const generation = useGeneration();
  const { enabled = true, keepFormer = false, everyMs, asPerson = false } = settings;
  const as = asPerson ? 'person' : generation;
  return useQuery<AnswerOf<Id>>({
    queryKey: [as, id, input],
    queryFn: ({ signal }) => callOperation(asPerson ? personApi : api, [id, input], { signal }),
    enabled,
    refetchInterval: everyMs ?? false,
    ...(keepFormer ? { placeholderData: formerOf(as) } : {}),
  });
}

/** One change, with its options. */
export interface Change<Id extends OperationId> {
  readonly input: InputOf<Id>;
  readonly options?: CallOptions;
}

/**
 * A changing operation, after which everything on the page is read anew, also when it was refused: what is shown may be
 * out of date. `done` comes before that: what is shown may be gone, and leads elsewhere then.
 */
export function useChange<Id extends OperationId>(
  id: Id,
  done?: (answer: AnswerOf<Id>) => void,
): UseMutationResult<AnswerOf<Id>, Error, Change<Id>> {
  const { api } = useConsole();
  const queries = useQueryClient();
  const whileHere = useRepeats();
  return useMutation<AnswerOf<Id>, Error, Change<Id>>({
    mutationFn: ({ input, options }) => callOperation(api, [id, input], whileHere(options)),
    onSuccess: (answer) => {
      done?.(answer);
      return queries.invalidateQueries();
    },
    // Where the API is out of reach nothing can be read either: that waits, and what is shown stays.
    onError: (error) =>
      void queries.invalidateQueries({ refetchType: error instanceof TypeError ? 'none' : 'active' }),
  });
}
