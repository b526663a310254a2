import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../shared/contract/operations.ts';
import { api, type Answer } from '../support/api.ts';
import { everyItem } from '../support/everyItem.ts';
import { filled, guardedRoutes, parametersOf } from '../support/everyOperation.ts';
import { goodBodies } from '../support/goodBodies.ts';
import { asSuperAdmin, people } from '../support/people.ts';
import { someoneElses, type Objects } from '../support/someoneElses.ts';

/** In every text that is sent here; nothing that holds it may be stored. */
const marker = `bad-${randomUUID()}`;
const json = { 'Content-Type': 'application/json' };

/** Every operation with a body, at its first path: they share a parser, and each has its own schema. */
const withBody = guardedRoutes.filter(({ row, path }) => row.body !== undefined && path === row.path);
const withoutBody = guardedRoutes.filter(({ row }) => row.body === undefined && row.method !== 'GET');

/** Texts that tell of what is inside: code, tables, libraries, files. */
const inside =
  /node_modules|\.m?[jt]s\b|at \w+ \(|dynamo|#USER|USER#|Exception|ValidationError|Error:|zod|lambda|arn:/i;

function expectRefused({ status, text }: Answer, statuses: readonly number[] = [400]): void {
  expect(statuses, text).toContain(status);
  expect(text).not.toMatch(inside);
}

const made = new Map<OperationId, Promise<Objects>>();

/** Real targets, so that nothing is refused for want of one. */
function targets(id: OperationId): Promise<Objects> {
  const known = made.get(id) ?? someoneElses(id, 'serviceUser');
  made.set(id, known);
  return known;
}

/** Sends a body as the mode, which may do everything, or as the person where the mode adds nothing. */
async function send(
  { id, row, path }: (typeof guardedRoutes)[number],
  raw: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = json,
): Promise<Answer> {
  return await api(row.method, filled(path, await targets(id)), { as: await asSuperAdmin(), raw, headers });
}

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const spread = (body: object, extra: string): string => `${JSON.stringify(body).slice(0, -1)},${extra}}`;

/** Bodies that are no good, made of a good one. */
const spoiled: Readonly<Record<string, (body: object) => string | Uint8Array<ArrayBuffer>>> = {
  'an unknown field': (body) => spread(body, '"Unknown":1'),
  'a field in another case': (body) => spread(body, '"name":"x"'),
  'a repeated key': (body) => spread(body, JSON.stringify(body).slice(1, -1)),
  'a key repeated by an escape': (body) =>
    spread(body, JSON.stringify(body).slice(1, -1).replace(/^"(.)/, escaped)),
  'the key __proto__': (body) => spread(body, '"__proto__":{"IsServiceUser":false}'),
  'the key __proto__ by an escape': (body) => spread(body, '"\\u005f_proto__":{}'),
  'the key constructor': (body) => spread(body, '"constructor":{"prototype":{"x":1}}'),
  'an object that is deep': (body) => spread(body, `"a":${nested(40)}`),
  'an object that is very deep': (body) => spread(body, `"a":${nested(9000)}`),
  'an array': (body) => `[${JSON.stringify(body)}]`,
  null: () => 'null',
  'a text': () => JSON.stringify(marker),
  'a number': () => '7',
  'half of it': (body) => JSON.stringify(body).slice(0, -3),
  'a comma too many': (body) => `${JSON.stringify(body).slice(0, -1)},}`,
  'single quotes': (body) => JSON.stringify(body).replaceAll('"', "'"),
  'a comment': (body) => `/* x */${JSON.stringify(body)}`,
  'two values': (body) => JSON.stringify(body).repeat(2),
  NaN: (body) => spread(body, '"a":NaN'),
  'a byte order mark': (body) => `\uFEFF${JSON.stringify(body)}`,
  'bytes that are not UTF-8': (body) => bytes(JSON.stringify(body), [0xff, 0xfe]),
  'an overlong slash': (body) => bytes(JSON.stringify(body), [0xc0, 0xaf]),
  'half a surrogate pair': (body) => JSON.stringify(body).replace(lastQuote, '\\ud800"'),
  'a control character': (body) => JSON.stringify(body).replace(lastQuote, '\\u0000"'),
  'UTF-16': (body) => new Uint8Array(Buffer.from(JSON.stringify(body), 'utf16le')),
  'every field of another type': (body) =>
    JSON.stringify(Object.fromEntries(Object.keys(body).map((name) => [name, { marker }]))),
};

/** Operations that meet every spoiled body; one parser serves all. */
const everySpoil = ['createUser', 'createAuthToken', 'createToken', 'createTrustRule'];
/** What a schema of its own could let through: every operation meets these. */
const bySchema = [
  'an unknown field',
  'a field in another case',
  'a repeated key',
  'the key __proto__',
  'an object that is deep',
  'an array',
  'null',
  'half a surrogate pair',
  'a control character',
  'every field of another type',
];

function spoilsOf(id: OperationId): string[] {
  return everySpoil.includes(id) ? Object.keys(spoiled) : bySchema;
}

function escaped(_: string, character: string): string {
  return `"\\u00${character.charCodeAt(0).toString(16)}`;
}

/** Ends the last text of a body, be it a value or a key. */
const lastQuote = /"(?=[^"]*$)/;

/** A body in UTF-8 with some bytes put in where its last text ends. */
function bytes(text: string, put: readonly number[]): Uint8Array<ArrayBuffer> {
  const at = text.lastIndexOf('"');
  return new Uint8Array(
    Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(put), Buffer.from(text.slice(at))]),
  );
}

describe.each(withBody.map((route) => [route.id, route] as const))('the body of %s', (id, route) => {
  const body = goodBodies[id]?.(marker);

  it('has a good form to be spoiled', () => {
    expect(body, `add ${id} to goodBodies.ts`).toBeDefined();
  });

  it.each(spoilsOf(id))('with %s is 400', async (how) => {
    const answer = await send(route, spoiled[how]?.(body ?? {}) ?? '');
    expectRefused(answer);
    expect(answer.body['code']).toBe('invalid-request');
    expect(answer.body['errors']).not.toEqual([]);
  });

  it('larger than 64 KiB is 413', async () => {
    const answer = await send(route, JSON.stringify({ ...body, Padding: 'x'.repeat(65_536) }));
    expectRefused(answer, [413]);
    expect(answer.body['code']).toBe('body-too-large');
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'json',
    '*/*',
    'multipart/form-data',
  ])('of media type %s is 415', async (type) => {
    expectRefused(await send(route, JSON.stringify(body), { 'Content-Type': type }), [415]);
  });

  it('of each wrong type, field by field, is 400', async () => {
    for (const name of Object.keys(route.row.body?.shape ?? {})) {
      const other = name === 'InteractiveOnly' ? 0 : false;
      for (const value of [{ marker }, [[marker]], 1.5e300, -1, other]) {
        expectRefused(await send(route, JSON.stringify({ ...body, [name]: value })));
      }
    }
  });
});

describe('operations that take no body', () => {
  it.each(withoutBody.map((route) => [route.id, route] as const))('%s refuses one', async (id, route) => {
    // Against nothing real: what slipped through would not be undone.
    const answer = await api(route.row.method, filled(route.path), {
      as: (await people()).ada.token,
      raw: `{"marker":"${marker}"}`,
      headers: json,
    });
    expectRefused(answer, [400, 403, 404]);
    expect(id).toBe(route.id);
  });

  it('10 MB and more are refused by the gateway', async () => {
    const answer = await api('POST', '/teams', {
      as: await asSuperAdmin(),
      raw: 'x'.repeat(10_500_000),
      headers: json,
    });
    expectRefused(answer, [413]);
  });
});

const hostile = [
  '%23',
  'USER%23usr_x',
  'a%2Fb',
  '%2e%2e%2fusers',
  '..%2f..%2f',
  '%00',
  'usr_%00',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(5000),
  '%F0%9F%92%A9',
  '%C0%AF',
  '%E2%80%AE',
  '%',
  '%0d%0aX-Injected:%201',
  '%22%7D',
  "'%20OR%201=1",
  '%3Cscript%3E',
  '*',
  '%20',
  'me%20',
  'ME',
];

describe.each(
  guardedRoutes.filter(({ path }) => path.includes('{')).map((route) => [route.id, route] as const),
)('the path of %s', (id, { row, path }) => {
  it.each(parametersOf(path))('refuses hostile values of %s', async (name) => {
    const { ada } = await people();
    const as = await asSuperAdmin();
    const body = goodBodies[id]?.(marker);
    const sent = body === undefined ? {} : { body };
    // An application may have that name: it is one like any other.
    const values = hostile.filter((value) => name !== 'applicationId' || value !== 'constructor');
    for (const [at, value] of values.entries()) {
      const target = filled(path, { ...(await targets(id)), [name]: value });
      // By turns in the mode and as an Owner: both meet half of the values here, and the others elsewhere.
      const token = (at + id.length) % 2 === 0 ? as : ada.token;
      const answer = await api(row.method, target, { as: token, ...sent });
      expectRefused(answer, [400, 403, 404]);
      expect(answer.headers.get('x-injected')).toBeNull();
    }
  });
});

describe('the query', () => {
  it.each([
    'name=%00',
    '__proto__=1',
    'constructor=1',
    'limit=1e3',
    'limit=0x10',
    'limit=%2050',
    'limit[]=1',
    'name=a&name=b',
    `name=${'x'.repeat(300)}`,
    `x=${'y'.repeat(4000)}`,
    '%=1',
  ])('%# that is no good is 400', async (query) => {
    expectRefused(await api('GET', `/users?${query}`, { as: (await people()).linus.token }));
  });
});

it('nothing of all that is stored', async () => {
  const found = (await everyItem()).filter((item) => item.includes(marker));
  expect(found).toEqual([]);
});
