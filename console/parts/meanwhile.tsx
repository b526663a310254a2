import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { ReactNode } from 'react';
import { changedFields, only, type Editing, type FieldOf } from './onTop.ts';

/** A change that somebody else made, in words. */
export interface ForeignChange {
  readonly field: string;
  readonly label: string;
  readonly from: ReactNode;
  readonly to: ReactNode;
}

interface MeanwhileProps {
  /** Such as `role`. */
  readonly what: string;
  readonly changes: readonly ForeignChange[];
  /** The fields that were touched here, too. */
  readonly touched: readonly string[];
  readonly onTake: (disputed: readonly string[]) => void;
}

/** What somebody else has changed; fields that were touched here too keep what was typed until one takes theirs. */
export function Meanwhile({ what, changes, touched, onTake }: MeanwhileProps) {
  const disputed = changes.map(({ field }) => field).filter((field) => touched.includes(field));
  const take = (
    // It stands in the dialog's form, and is not to send it.
    <Button formAction="none" onClick={() => onTake(disputed)}>
      Take over theirs
    </Button>
  );
  return (
    <div role="alert">
      <Alert
        type="warning"
        header={`Somebody else has changed this ${what} meanwhile`}
        action={disputed.length > 0 && take}
      >
        <ul>
          {changes.map(({ field, label, from, to }) => (
            <li key={field}>
              {label}: from “{from}” to “{to}”{disputed.includes(field) && ', and you changed it too'}
            </li>
          ))}
          {changes.length === 0 && <li>Nothing that can be edited here.</li>}
        </ul>
        Nothing of yours is stored yet. What you did not touch is up to date now; save again to store the
        rest.
      </Alert>
    </div>
  );
}

/** What a field is called, and what it holds. */
export type Words<Draft> = Readonly<
  Partial<Record<FieldOf<Draft>, readonly [label: string, inWords: (draft: Draft) => ReactNode]>>
>;

interface MeanwhileEditedProps<Draft> {
  readonly what: string;
  readonly editing: Editing<Draft>;
  readonly words: Words<Draft>;
}

/** The same for a draft; nothing while nobody else has changed what it rests on. */
export function MeanwhileEdited<Draft extends object>({
  what,
  editing: { former, before, touched, change },
  words,
}: MeanwhileEditedProps<Draft>) {
  if (former === undefined) return null;
  const changes = changedFields(former, before).flatMap((field) => {
    const [label, inWords] = words[field] ?? [];
    if (label === undefined || inWords === undefined) return [];
    return [{ field, label, from: inWords(former) || 'nothing', to: inWords(before) || 'nothing' }];
  });
  return (
    <Meanwhile
      what={what}
      changes={changes}
      touched={touched}
      onTake={(disputed) => change(only(before, disputed))}
    />
  );
}
