import { useState } from 'react';
import type { InputOf, OperationId } from '../../shared/contract/client.ts';
import { useOperation, type BodyOf } from './operations.ts';

/** The operations that answer lists, page by page. */
export type ListId = {
  [Id in OperationId]: BodyOf<Id> extends { readonly Items: readonly unknown[] } ? Id : never;
}[OperationId];

/** One entry of a list. */
export type Entry<Id extends ListId> = BodyOf<Id> extends { readonly Items: readonly (infer Item)[] } ? Item : never;

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

/** Reads a list by its cursors; another question begins at the first page again. */
export function usePages<Id extends ListId>(
  id: Id,
  input: InputOf<Id> & { readonly query?: { readonly limit?: unknown } },
  enabled = true,
): Pages<Entry<Id>> {
  const question = JSON.stringify([id, input]);
  const [asked, ask] = useState({ question, page: 1, cursors: [''] as readonly string[] });
  const current = asked.question === question ? asked : { question, page: 1, cursors: [''] };
  const cursor = current.cursors[current.page - 1] ?? '';
  const query = { ...input.query, ...(cursor === '' ? {} : { cursor }) };
  const answer = useOperation(id, { ...input, query } as InputOf<Id>, { enabled, keepFormer: true });
  const body = answer.data?.body as
    | { readonly Items: readonly Entry<Id>[]; readonly NextCursor?: string; readonly Total?: number }
    | undefined;
  const next = answer.isPlaceholderData ? undefined : body?.NextCursor;
  const cursors =
    next === undefined ? current.cursors : [...current.cursors.slice(0, current.page), next];
  return {
    items: body?.Items ?? [],
    total: body?.Total,
    loading: answer.isFetching,
    error: answer.error,
    retry: () => void answer.refetch(),
    page: current.page,
    known: next === undefined ? current.cursors.length : cursors.length,
    more: next !== undefined,
    go: (page) => ask({ question, page, cursors }),
  };
}
