import { useAll } from '../../../api/all.ts';
import type { Entry } from '../../../api/pages.ts';

/** A tag. */
export type Tag = Entry<'listTags'>;

/** A tag as people write it. */
export function tagText({ TagKey, TagValue }: Pick<Tag, 'TagKey' | 'TagValue'>): string {
  return `${TagKey}=${TagValue}`;
}

/** All tags, as far as a thousand: the API finds them by no name. */
export function useTags(enabled = true) {
  return useAll('listTags', {}, enabled);
}
