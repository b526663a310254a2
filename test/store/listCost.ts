// What a page of GET /users costs, however many users there are: `node test/store/listCost.ts [users, by default 100000]`.
import { bulkLoad } from '../support/bulkLoad.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { costs, itemsOf, numbered, page } from './numberedUsers.ts';

const largest = Number(process.argv[2] ?? 100_000);
const store = await embeddedTable();
let loaded = 0;

for (const count of [1000, largest]) {
  for (; loaded < count; loaded += 250) {
    await bulkLoad(store, Array.from({ length: 250 }, (_, at) => numbered(loaded + at)).flatMap(itemsOf));
  }
  for (const order of ['byName', 'byCreated', 'byActive', 'byRole'] as const) {
    for (const descending of [false, true]) {
      const begin = performance.now();
      const { costs: pages } = await costs(store, { ...page, order, descending });
      const [first, second] = pages.map(({ calls, readUnits }) => `${calls} calls ${readUnits} units`);
      const ms = ((performance.now() - begin) / 2).toFixed(0);
      const name = `${order} ${descending ? 'desc' : 'asc'}`.padEnd(14);
      process.stdout.write(
        `${String(count).padStart(7)} users  ${name}  first ${first}, second ${second}, ${ms} ms a page\n`,
      );
    }
  }
}
process.exit();
