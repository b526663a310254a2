import { ListTablesCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { chromium, type Page } from 'playwright-core';
import { bulkLoad } from '../../test/support/bulkLoad.ts';
import { localDynamoDb } from '../../test/support/interposer.ts';
import { startLocalProduct, type ProductAddresses } from '../../test/support/localProduct.ts';
import { itemsOf, numbered } from '../../test/store/numberedUsers.ts';

/** How long somebody waits for the list of users, at one size. */
export interface WaitRow {
  readonly users: number;
  readonly name: string;
  /** Milliseconds on the wall from the act to the rows: median and least of several. */
  readonly median: number;
  readonly least: number;
}

const repeats = 7;
const executablePath = '/usr/bin/chromium';
const switches = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-quic',
  '--disable-component-update',
  '--disable-sync',
];

/** Fills a running product step by step, and does the same in its console at each size. */
export async function usersListInBrowser(
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<WaitRow[]> {
  const product = await startLocalProduct({ console: true });
  const browser = await chromium.launch({ executablePath, args: switches });
  const rows: WaitRow[] = [];
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const { console: url = '' } = product.addresses;
    await page.goto(`${url}/users`);
    await page.locator('button[name=person][value=ada]').click();
    await firstRow(page).waitFor();
    let loaded = 0;
    for (const users of sizes) {
      await fill(product.addresses, { from: loaded, to: users, progress });
      loaded = users;
      await page.goto(`${url}/users`);
      await firstRow(page).waitFor();
      for (const [name, act] of acts) rows.push(await waited(page, { users, name, act }));
    }
  } finally {
    await browser.close();
    await product.stop();
  }
  return rows;
}

async function tableOf(client: DynamoDBClient): Promise<string> {
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const [name] = TableNames;
  if (name === undefined) throw new Error('The product has no table.');
  return name;
}

interface Filling {
  readonly from: number;
  readonly to: number;
  readonly progress: (text: string) => void;
}

async function fill({ dynamodb }: ProductAddresses, { from, to, progress }: Filling): Promise<void> {
  const client = localDynamoDb(dynamodb);
  const name = await tableOf(client);
  for (let at = from; at < to; at += 500) {
    const users = Array.from({ length: Math.min(500, to - at) }, (_, index) => numbered(at + index));
    await bulkLoad({ client, name }, users.flatMap(itemsOf));
    if (at % 10_000 === 0) progress(`${String(at)} users loaded`);
  }
}

const firstRow = (page: Page) => page.locator('tbody').getByRole('rowheader').first();

type Act = (page: Page) => Promise<void>;

/** Shows other rows than before: waits until they are there. */
function changing(act: Act): Act {
  return async (page) => {
    const before = await firstRow(page).getByRole('link').innerText();
    await act(page);
    await page.locator('tbody tr:first-child th').filter({ hasNotText: before }).waitFor();
  };
}

let searched = 700;

/** Another name each time: what was answered once is kept by the page for a while. */
async function search(page: Page): Promise<void> {
  searched += 1;
  const address = `/users?name=${encodeURIComponent(`user 000${String(searched)}`)}`;
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
}

/** What people do with the list. */
const acts: readonly (readonly [name: string, act: Act])[] = [
  [
    'open it anew: page, silent sign-in, rows',
    async (page) => {
      await page.reload();
      await firstRow(page).waitFor();
    },
  ],
  ['turn the page', changing((page) => page.getByRole('button', { name: 'Next page' }).click())],
  ['find one user by a part of the name', changing(search)],
];

interface Waiting {
  readonly users: number;
  readonly name: string;
  readonly act: Act;
}

async function waited(page: Page, { users, name, act }: Waiting): Promise<WaitRow> {
  await act(page);
  const times: number[] = [];
  for (let at = 0; at < repeats; at += 1) {
    const begun = performance.now();
    await act(page);
    times.push(performance.now() - begun);
  }
  times.sort((one, other) => one - other);
  return { users, name, median: times[repeats >> 1] ?? 0, least: times[0] ?? 0 };
}
