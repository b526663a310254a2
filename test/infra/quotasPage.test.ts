import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { apiBody } from '../support/apiBody.ts';
import { deployedFunctions } from '../support/deployedFunctions.ts';
import { ofType, synthesizedStage } from '../support/synthesized.ts';

const page = readFileSync('docs/quotas.md', 'utf8');
const { api, watch } = synthesizedStage('prod', { canary: 'svc_01h455vb4pex5vsknk084sn02q' });

/** The number before some words of the page; they must be there once. */
function figure(words: string): number {
  const found = [...page.matchAll(new RegExp(`([\\d,]+) ${words}`, 'g'))];
  expect([words, found.length]).toEqual([words, 1]);
  return Number(found[0]?.[1]?.replaceAll(',', ''));
}

/** The cells of a row of the page, by what the first one says. */
function cells(first: string): readonly string[] {
  const row = page.split('\n').find((line) => line.startsWith(`| ${first} `)) ?? '';
  return row
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

/** API Gateway makes a resource of every part of a path, and one of the root. */
function resourcesOf(paths: readonly string[]): number {
  const found = paths.flatMap((path) => {
    const parts = path.split('/');
    return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  });
  return new Set(found).size;
}

describe('docs/quotas.md', () => {
  it('counts the resources of the API as the template makes them', () => {
    expect(figure('with the root')).toBe(resourcesOf(Object.keys(apiBody(api).paths)));
  });

  it('counts the bundles that are uploaded', () => {
    expect(figure('bundles')).toBe(deployedFunctions(api).size + deployedFunctions(watch).size);
  });

  it('counts the alarms of a stage with a canary', () => {
    expect(figure('with the canary')).toBe(ofType(watch, 'AWS::CloudWatch::Alarm').length);
  });

  it('says the throttles that the stages have', () => {
    const inWords = (value: number): string => value.toLocaleString('en-US');
    const all = [stages.dev, stages.prod, stages.local].map(({ throttle }) => throttle);
    expect(cells('requests per second, whole API')).toEqual(
      all.map(({ ratePerSecond }) => inWords(ratePerSecond)),
    );
    expect(cells('burst')).toEqual(all.map(({ burst }) => inWords(burst)));
  });
});
