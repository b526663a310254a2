import type { CallOptions } from '../shared/contract/client.ts';

/** A method that answers a list page by page. */
export type ListMethod = (
  input: never,
  options?: CallOptions,
) => Promise<{
  readonly body: { readonly Items: readonly unknown[]; readonly NextCursor?: string | undefined };
}>;

/** What a list method takes. */
export type ListInput<Method extends ListMethod> = NonNullable<Parameters<Method>[0]>;
/** What is in its lists. */
export type ItemOf<Method extends ListMethod> = Awaited<ReturnType<Method>>['body']['Items'][number];

/** Every page of a list, each fetched when it is asked for: `for await (const page of pages(api.listUsers, {}))`. */
export async function* pages<Method extends ListMethod>(
  list: Method,
  input: ListInput<Method>,
  options?: CallOptions,
): AsyncGenerator<readonly ItemOf<Method>[], void, undefined> {
  const given = input as { readonly query?: object };
  let cursor: string | undefined;
  do {
    const query = { ...given.query, ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await list({ ...given, query } as never, options);
    yield body.Items;
    cursor = body.NextCursor;
  } while (cursor !== undefined);
}

/** Every item of a list, over all pages: `for await (const user of items(api.listUsers, { query: { type: 'service' } }))`. */
export async function* items<Method extends ListMethod>(
  list: Method,
  input: ListInput<Method>,
  options?: CallOptions,
): AsyncGenerator<ItemOf<Method>, void, undefined> {
  for await (const page of pages(list, input, options)) yield* page;
}
