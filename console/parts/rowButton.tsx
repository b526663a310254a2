import Button from '@cloudscape-design/components/button';
import { useOperation } from '../api/operations.ts';
import { unless } from './power.tsx';
import { tagText, useTags } from './tags.tsx';

interface RowButtonProps {
  readonly text: string;
  /** What the button does, by the name of whom the row is about: rows are told apart by it. */
  readonly label: (name: string) => string;
  readonly id: string;
  readonly onClick: () => void;
  /** Why it cannot be used; undefined when it can. */
  readonly not?: string | undefined;
}

function Named({ text, label, name, onClick, not }: Omit<RowButtonProps, 'id'> & { readonly name: string }) {
  return (
    <Button variant="inline-link" ariaLabel={label(name)} onClick={onClick} {...unless(not)}>
      {text}
    </Button>
  );
}

/** What can be done with a user of whom a row holds the id only. */
export function UserRowButton({ id, ...rest }: RowButtonProps) {
  const { data } = useOperation('getUser', { userId: id });
  return <Named {...rest} name={data?.body.DisplayName ?? id} />;
}

/** The same for a tag. */
export function TagRowButton({ id, ...rest }: RowButtonProps) {
  const found = useTags().items.find(({ TagId }) => TagId === id);
  return <Named {...rest} name={found === undefined ? id : tagText(found)} />;
}
