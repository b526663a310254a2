import { readFileSync } from 'node:fs';

/** Text of a page of this project, by its path from the project's folder. */
export function pageText(path: string): string {
  return readFileSync(path, 'utf8');
}

/** A fenced block that a comment right above it names. @throws Error when the page has no such block. */
export function blockOf(page: string, name: string): string {
  const fence = new RegExp(`<!-- [^\\n]*: ${name} -->\\n\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``);
  const block = fence.exec(page)?.[1];
  if (block === undefined) throw new Error(`no block is called ${name}`);
  return block;
}

/** Every fenced block of a language. */
export function blocksIn(page: string, language: string): string[] {
  const fences = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...page.matchAll(fences)].map(([, block = '']) => block);
}

/** The targets of links that lead to files of this project, without their anchors. */
export function linkedFiles(page: string): string[] {
  return [...page.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}
