import ButtonDropdown from '@cloudscape-design/components/button-dropdown';

/** Something that can be done with a row; where it cannot, `not` says why. */
export interface RowAction {
  readonly text: string;
  readonly not?: string | undefined;
  readonly run: () => void;
}

interface RowMenuProps {
  /** Of what the row is. */
  readonly of: string;
  readonly actions: readonly RowAction[];
}

/** What can be done with one row of a list. */
export function RowMenu({ of, actions }: RowMenuProps) {
  return (
    <ButtonDropdown
      variant="icon"
      ariaLabel={`Actions for ${of}`}
      expandToViewport
      items={actions.map(({ text, not }) => ({
        id: text,
        text,
        ...(not === undefined ? {} : { disabled: true, disabledReason: not }),
      }))}
      onItemClick={({ detail }) => actions.find(({ text }) => text === detail.id)?.run()}
    />
  );
}
