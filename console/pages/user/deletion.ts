import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useOperation, type BodyOf } from '../../api/operations.ts';

/** A delete that has ended: what it moved. */
export type Receipt = BodyOf<'getDeletion'>;

/** Between two questions how far a delete is, in milliseconds. */
export const pause = 1500;

/** A delete that was begun on this page, asked for until it has ended; or that of somebody who is gone. */
export function useDeletion(userId: string, isGone: boolean) {
  const queries = useQueryClient();
  const [begun, begin] = useState(false);
  const [ended, end] = useState(false);
  const { data, error } = useOperation(
    'getDeletion',
    { userId },
    { enabled: begun || isGone, everyMs: begun && !ended ? pause : undefined },
  );
  const receipt = receiptIn(data?.body);
  useEffect(() => {
    if (receipt === undefined || ended) return;
    end(true);
    // Lists show the user no more, and the receiver more.
    if (begun) void queries.invalidateQueries();
  }, [begun, ended, queries, receipt]);
  return { begun, begin: () => begin(true), receipt, unknown: data === undefined && error !== null };
}

function receiptIn(answer: Receipt | undefined): Receipt | undefined {
  return answer?.State === 'completed' ? answer : undefined;
}
