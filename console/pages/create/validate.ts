import { daysOf } from '../../parts/expiry.ts';
import { tokenNameOf, type Draft } from './draft.ts';
import type { FieldProblems } from './fieldProblems.ts';
import type { NameCheck } from './nameCheck.ts';

const ofName: Readonly<Partial<Record<NameCheck['state'], string>>> = {
  empty: 'A service user needs a name.',
  'not-usable': 'The name needs a letter or a digit, a to z or 0 to 9.',
  taken: 'This name is taken. Choose another.',
};

function given(problems: Readonly<Record<string, string | undefined>>): FieldProblems {
  return Object.fromEntries(Object.entries(problems).filter(([, text]) => text !== undefined));
}

/** What is wrong on the first step, as far as it can be known here. */
export function detailsProblems(draft: Draft, check: NameCheck): FieldProblems {
  return given({
    name: draft.name.trim().length > 128 ? 'At most 128 characters.' : ofName[check.state],
    role: draft.roleId === '' ? 'Choose a role.' : undefined,
    description: draft.description.length > 1000 ? 'At most 1,000 characters.' : undefined,
  });
}

/** What is wrong on the second. */
export function tokenProblems(draft: Draft): FieldProblems {
  const name = tokenNameOf(draft).trim();
  const tooLong = name.length > 255 ? 'At most 255 characters.' : undefined;
  return given({
    tokenName: name === '' ? 'A token needs a name.' : tooLong,
    expiry: daysOf(draft.expiry) === undefined ? 'Say for how many days, from 1 to 365.' : undefined,
  });
}
