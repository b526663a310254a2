/** Space separators of any width (Unicode: Zs). */
const spaces = /\p{Zs}+/gu;

/** What is not seen: Unicode's Default_Ignorable_Code_Point, and two symbols that are blank by design. */
const unseen = /[\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]/gu;

/**
 * What a name is made of: no other character (Unicode: C), of which the unassigned ones may be normalised otherwise one day, no
 * line ends, nothing that is not seen, and no combining mark at the beginning, which would join what stands before it.
 */
export const namePattern = /^(?!\p{M})[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]*$/u;

/** What the key of a tag is made of: nothing that compares equal to the `=` behind it, so that two tags never read the same. */
export const tagKeyPattern = /^[^=\u207C\u208C\u2A74-\u2A76\uFE66\uFF1D]*$/u;

/** A name as it is stored: in NFC, with no space around it and single ASCII spaces inside. */
export function normalizeName(text: string): string {
  return singleSpaced(text.normalize('NFC'));
}

/**
 * A text as it is compared: two that differ in case, in compatibility forms or in what is not seen are the same. This is
 * NFKC_Casefold (Unicode section 3.13) as far as the language has it: by lower case, so `ß` is not `ss`, nor `ς` always `σ`.
 */
export function foldText(text: string): string {
  return text.normalize('NFKC').replaceAll(unseen, '').toLowerCase().normalize('NFKC');
}

/** A name as it is compared: names that fold to the same are one. */
export function foldName(text: string): string {
  return singleSpaced(foldText(text));
}

function singleSpaced(text: string): string {
  return text.replaceAll(spaces, ' ').replaceAll(/^ | $/g, '');
}
