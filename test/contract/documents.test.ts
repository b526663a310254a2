import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { derivedDocuments } from '../../scripts/documents.ts';

const documents = await derivedDocuments();

it.each(Object.entries(documents))('%s is what the table and the rules say now', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text);
});
