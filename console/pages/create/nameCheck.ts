import { serviceUserName } from '../../../shared/domain/userName.ts';
import { useOperation } from '../../api/operations.ts';
import { useSettled } from '../../parts/settled.ts';

/** What is known of a name while it is typed. */
export type NameCheck =
  | { readonly state: 'empty' | 'not-usable' }
  | { readonly state: 'checking' | 'free' | 'unknown' | 'taken'; readonly userName: string };

/** Derives the user name, and asks whether somebody has it: once typing pauses. */
export function useNameCheck(name: string): NameCheck {
  const userName = serviceUserName(name);
  const settled = useSettled(userName);
  const wanted = settled !== undefined && settled === userName;
  const query = { name: settled ?? '', limit: 200 };
  const { data, error } = useOperation('listUsers', { query }, { enabled: wanted });
  if (userName === undefined) return { state: name.trim() === '' ? 'empty' : 'not-usable' };
  if (!wanted || (data === undefined && error === null)) return { state: 'checking', userName };
  if (data === undefined) return { state: 'unknown', userName };
  if (data.body.Items.some(({ UserName }) => UserName === userName)) return { state: 'taken', userName };
  return { state: data.body.NextCursor === undefined ? 'free' : 'unknown', userName };
}
