import { useState } from 'react';
import type { InputOf, OperationId } from '../../shared/contract/client.ts';
import { useOperation, type BodyOf, type QuerySettings } from './operations.ts';

/** The operations that answer lists, page by page. */
export type ListId = {
  [Id in OperationId]: BodyOf<Id> extends { readonly Items: readonly unknown[] } ? Id : never;
}[OperationId];

/** One entry of a list. */
export type Entry<Id extends ListId> =
  BodyOf<Id> extends { readonly Items: readonly (infer Item)[] } ? Item : never;

/** A list, one page of it at a time. */
export interface Pages<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
  readonly loading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  /** For Cloudscape's pagination: how many pages are known, and whether there are more. */
  readonly page: number;
  readonly known: number;
  readonly more: boolean;
  readonly go: (page: number) => void;
}

interface Asked {
  readonly question: string;
  readonly page: number;
  /** Of the pages that are known; the first needs none. */
  readonly cursors: readonly string[];
}

interface ListBody<Item> {
  readonly Items: readonly Item[];
  readonly NextCursor?: string;
  readonly Total?: number;
}

function bodyOf<Item>(answer: { readonly body: unknown } | undefined): ListBody<Item> {
  return (answer?.body as ListBody<Item> | undefined) ?? { Items: [] };
}

/** Adds the page after this one, as far as it is known. */
function withNext({ cursors, page }: Asked, next: string | undefined): readonly string[] {
  return next === undefined ? cursors : [...cursors.slice(0, page), next];
}

/** Whether the last entry of a page is gone: what is left is on the pages before. */
function isEmptied({ page }: Asked, items: readonly unknown[]): boolean {
  return page > 1 && items.length === 0;
}

function before({ question, page, cursors }: Asked): Asked {
  return { question, page: page - 1, cursors: cursors.slice(0, page - 1) };
}

/** Reads a list by its cursors; another question begins at the first page again. */
export function usePages<Id extends ListId>(
  id: Id,
  input: InputOf<Id> & { readonly query?: { readonly limit?: unknown } },
  settings: Pick<QuerySettings, 'enabled' | 'asPerson'> = {},
): Pages<Entry<Id>> {
  const question = JSON.stringify([id, input]);
  const first: Asked = { question, page: 1, cursors: [''] };
  const [asked, ask] = useState(first);
  const current = asked.question === question ? asked : first;
  const cursor = current.cursors[current.page - 1] || undefined;
  const query = { ...input.query, cursor };
  const answer = useOperation(id, { ...input, query } as InputOf<Id>, { ...settings, keepFormer: true });
  const { Items, NextCursor, Total } = bodyOf<Entry<Id>>(answer.data);
  const next = answer.isPlaceholderData ? undefined : NextCursor;
  const cursors = withNext(current, next);
  const isSettled = answer.isSuccess && !answer.isFetching;
  if (isSettled && isEmptied(current, Items)) ask(before(current));
  return {
    items: Items,
    total: Total,
    loading: answer.isFetching,
    error: answer.error,
    retry: () => void answer.refetch(),
    page: current.page,
    known: cursors.length,
    more: next !== undefined,
    go: (page) => ask({ question, page, cursors }),
  };
}
