import type { CollectionPreferencesProps } from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';
import { shownColumns, userColumns } from './userColumns.tsx';

const key = 'users-columns';
/** Column ids in order, and whether they are shown. */
export type ColumnDisplay = readonly CollectionPreferencesProps.ContentDisplayItem[];

const byDefault: ColumnDisplay = userColumns.map(({ id = '' }) => ({
  id,
  visible: shownColumns.includes(id),
}));

function kept(): ColumnDisplay {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? '') as ColumnDisplay;
    const known = found.filter(({ id }) => userColumns.some((column) => column.id === id));
    return known.length === userColumns.length ? known : byDefault;
  } catch {
    return byDefault;
  }
}

/** Which columns are shown, and in which order; kept on this machine. */
export function useColumns(): readonly [ColumnDisplay, (display: ColumnDisplay) => void] {
  const [display, setDisplay] = useState(kept);
  const keep = (chosen: ColumnDisplay) => {
    localStorage.setItem(key, JSON.stringify(chosen));
    setDisplay(chosen);
  };
  return [display, keep];
}
