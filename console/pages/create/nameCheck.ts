import { serviceUserName } from '../../../shared/domain/userName.ts';
import { useOperation, type BodyOf } from '../../api/operations.ts';
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
  const page = wanted ? data?.body : undefined;
  if (userName === undefined) return { state: name.trim() === '' ? 'empty' : 'not-usable' };
  return { state: error === null ? stateOf(userName, page) : 'unknown', userName };
}

/** Whether somebody on the page of users has the name. */
function stateOf(userName: string, page: BodyOf<'listUsers'> | undefined) {
  if (page === undefined) return 'checking';
  if (page.Items.some(({ UserName }) => UserName === userName)) return 'taken';
  return page.NextCursor === undefined ? 'free' : 'unknown';
}
