import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

/** A field of what is edited. */
export type FieldOf<Draft> = keyof Draft & string;

/** The fields in which two differ. */
export function changedFields<Draft extends object>(a: Draft, b: Draft): readonly FieldOf<Draft>[] {
  const fields = Object.keys(a) as FieldOf<Draft>[];
  return fields.filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]));
}

/** A draft of which only some fields count. */
export function only<Draft extends object>(draft: Draft, fields: readonly string[]): Partial<Draft> {
  return Object.fromEntries(
    Object.entries(draft).filter(([field]) => fields.includes(field)),
  ) as Partial<Draft>;
}

/** What was typed, on top of what somebody else has stored meanwhile: only fields that were not touched follow. */
export function onTopOf<Draft extends object>(
  theirs: Draft,
  { before, mine }: { readonly before: Draft; readonly mine: Draft },
): Draft {
  return { ...theirs, ...only(mine, changedFields(before, mine)) };
}

/** What is edited, on which state it rests, and what somebody else did to that state meanwhile. */
export interface Editing<Draft> {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** What is stored, as far as it is known. */
  readonly before: Draft;
  /** What was stored when the person began to type; undefined while nobody else has changed anything. */
  readonly former: Draft | undefined;
  /** The fields that the person changed. */
  readonly touched: readonly FieldOf<Draft>[];
  /** Rests on the newer state; false where the person has to be told of it before anything is sent. */
  readonly catchUp: (theirs: Draft) => boolean;
}

/** Edits something that others may change at the same time. Where `whole` is sent, every change of theirs counts. */
export function useEditing<Draft extends object>(first: () => Draft, whole = false): Editing<Draft> {
  const [before, setBefore] = useState(first);
  const [draft, setDraft] = useState(before);
  const [former, setFormer] = useState<Draft>();
  const touched = changedFields(before, draft);
  const catchUp = (theirs: Draft): boolean => {
    const differ = changedFields(draft, theirs);
    const disputed = changedFields(before, theirs).filter(
      (field) => touched.includes(field) && differ.includes(field),
    );
    const told = whole ? changedFields(before, theirs) : disputed;
    if (told.length === 0) return true;
    setFormer(before);
    setBefore(theirs);
    setDraft(onTopOf(theirs, { before, mine: draft }));
    return false;
  };
  return {
    draft,
    change: (part) => setDraft({ ...draft, ...part }),
    before,
    former,
    touched,
    catchUp,
  };
}

/** How a change is sent that rests on what is stored. */
interface Sending<Draft> {
  /** What is stored now; undefined where it is gone, which the API then says. */
  readonly read: () => Promise<Draft | undefined>;
  readonly send: () => Promise<unknown>;
}

/** Sends a change, unless somebody else has stored something meanwhile that the person has to know first. */
export function useSending<Draft extends object>(
  { catchUp }: Editing<Draft>,
  { read, send }: Sending<Draft>,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const theirs = await read();
      if (theirs === undefined || catchUp(theirs)) await send();
      else void queries.invalidateQueries();
    },
  });
}
