import type { CallOptions } from '../shared/contract/client.ts';

/** What every list answers. */
interface Page<Item> {
  readonly body: { readonly Items: readonly Item[]; readonly NextCursor?: string | undefined };
}

/** A method that answers lists page by page. */
export type ListMethod<Input, Item> = (input: Input, options?: CallOptions) => Promise<Page<Item>>;

interface WithQuery {
  readonly query?: object | undefined;
}

/** Every page of a list, each fetched when it is asked for: `for await (const page of pages(api.listUsers, {}))`. */
export async function* pages<Input extends WithQuery, Item>(
  list: ListMethod<Input, Item>,
  input: Input,
  options?: CallOptions,
): AsyncGenerator<readonly Item[], void, undefined> {
  let cursor: string | undefined;
  do {
    const query = { ...input.query, ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await list({ ...input, query }, options);
    yield body.Items;
    cursor = body.NextCursor;
  } while (cursor !== undefined);
}

/** Every item of a list, over all pages: `for await (const user of items(api.listUsers, { query: { type: 'service' } }))`. */
export async function* items<Input extends WithQuery, Item>(
  list: ListMethod<Input, Item>,
  input: Input,
  options?: CallOptions,
): AsyncGenerator<Item, void, undefined> {
  for await (const page of pages(list, input, options)) yield* page;
}
