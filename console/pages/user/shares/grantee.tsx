import { UserById } from '../../../parts/userById.tsx';
import type { Entry } from '../../../api/pages.ts';
import { TagById } from '../../../parts/tags.tsx';

/** With whom something is shared. */
export type Share = Entry<'listShares'>;

/** A person or a tag by its name. */
export function Grantee({ share: { GranteeType, GranteeId } }: { readonly share: Share }) {
  return GranteeType === 'user' ? <UserById userId={GranteeId} /> : <TagById tagId={GranteeId} />;
}
