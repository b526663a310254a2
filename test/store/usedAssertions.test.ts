import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { usedAssertionKey } from '../../shared/store/keys.ts';
import type { Table } from '../../shared/store/table.ts';
import { useAssertion } from '../../shared/store/usedAssertions.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

const until = instant(1_760_000_000_000);
let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

describe('an assertion that was accepted', () => {
  it('is recorded once, of several at once by one', async () => {
    const id = newId('event');
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () =>
        table.transact([useAssertion({ issuer: 'https://ci.example.com', id }, until)]),
      ),
    );
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
    expect(await table.transact([useAssertion({ issuer: 'https://other.example.com', id }, until)])).toEqual(
      [],
    );
  });

  it('is remembered ten minutes beyond its end, since who accepts it may have a clock that is behind', async () => {
    const id = newId('event');
    await stored(table, useAssertion({ issuer: 'https://ci.example.com', id }, until));
    const item = await table.get(usedAssertionKey({ issuer: 'https://ci.example.com', id }));
    expect(item?.['ttl']).toBe(1_760_000_600);
  });
});
