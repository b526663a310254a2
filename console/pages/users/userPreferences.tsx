import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import type { ColumnDisplay } from './columnDisplay.ts';
import { userColumns } from './userColumns.tsx';
import { limits } from './userQuery.ts';

interface UserPreferencesProps {
  readonly display: ColumnDisplay;
  readonly limit: number;
  readonly onChange: (chosen: { readonly display: ColumnDisplay; readonly limit: number }) => void;
}

/** Chooses and orders columns, and the rows of a page. */
export default function UserPreferences({ display, limit, onChange }: UserPreferencesProps) {
  return (
    <CollectionPreferences
      title="Preferences"
      confirmLabel="Confirm"
      cancelLabel="Cancel"
      preferences={{ pageSize: limit, contentDisplay: display }}
      pageSizePreference={{
        title: 'Users on a page',
        options: limits.map((value) => ({ value, label: `${value} users` })),
      }}
      contentDisplayPreference={{
        title: 'Columns',
        description: 'Which are shown, and in which order',
        dragHandleAriaLabel: 'Move the column',
        options: userColumns.map(({ id = '', header }) => ({
          id,
          label: String(header),
          alwaysVisible: id === 'name',
        })),
      }}
      onConfirm={({ detail }) =>
        onChange({ display: detail.contentDisplay ?? display, limit: detail.pageSize ?? limit })
      }
    />
  );
}
