import { UserById } from '../../../parts/userById.tsx';
import type { Entry } from '../../../api/pages.ts';
import { tagText, useTags } from '../../../parts/tags.tsx';

/** With whom something is shared. */
export type Share = Entry<'listShares'>;

function TagName({ tagId }: { readonly tagId: string }) {
  const tag = useTags().items.find(({ TagId }) => TagId === tagId);
  return tag === undefined ? <code>{tagId}</code> : <>{tagText(tag)}</>;
}

/** A person or a tag by its name. */
export function Grantee({ share: { GranteeType, GranteeId } }: { readonly share: Share }) {
  return GranteeType === 'user' ? <UserById userId={GranteeId} /> : <TagName tagId={GranteeId} />;
}
