import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import document from '../../docs/openapi.json' with { type: 'json' };
import { openApiDocument } from '../../shared/contract/openApi.ts';
import { operationRows } from '../../shared/contract/operations.ts';
import type { Operation } from '../../shared/contract/operation.ts';
import { problems } from '../../shared/problems/catalogue.ts';
import { openApiShape, type OpenApiOperation } from './openApiShape.ts';

const parsed = openApiShape.parse(document);
const byId = new Map<string, { path: string; method: string; operation: OpenApiOperation }>();
for (const [path, item] of Object.entries(parsed.paths)) {
  for (const [method, operation] of Object.entries(item))
    byId.set(operation.operationId, { path, method, operation });
}
const rows = Object.entries(operationRows);

function operationOf(id: string): OpenApiOperation {
  const entry = byId.get(id);
  if (entry === undefined) throw new Error(`not in the document: ${id}`);
  return entry.operation;
}

/** Every `$ref` in a value. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

function resolve(ref: string): unknown {
  const steps = ref.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
}

function successesOf(row: Operation): [status: string, schema: z.ZodType][] {
  return Object.entries(row.reply);
}

type Answer = OpenApiOperation['responses'][string] | undefined;

function contentOf(answer: Answer): Record<string, { example?: unknown }> | undefined {
  return answer === undefined || '$ref' in answer ? undefined : answer.content;
}

/** The examples of the answers that an operation may give for a status. */
function problemCodesAt(operation: OpenApiOperation, status: string): string[] {
  const answer = operation.responses[status];
  const resolved = answer !== undefined && '$ref' in answer ? resolve(answer.$ref) : answer;
  const { content } = resolved as { content: Record<string, { examples: object }> };
  return Object.keys(content['application/problem+json']?.examples ?? {});
}

describe('the document', () => {
  it('is OpenAPI 3.1.1 and has nothing that the standard does not know', () => {
    expect(openApiShape.safeParse(document).error?.issues).toBeUndefined();
    expect(document.openapi).toBe('3.1.1');
  });

  it('would not pass with a misspelt field', () => {
    expect(openApiShape.safeParse({ ...document, tag: [] }).success).toBe(false);
    const { get, ...rest } = document.paths['/users'];
    const paths = { '/users': { ...rest, get: { ...get, operationID: 'listUsers' } } };
    expect(openApiShape.safeParse({ ...document, paths }).success).toBe(false);
  });

  it('points only at what it holds', () => {
    expect(refsIn(document).filter((ref) => resolve(ref) === undefined)).toEqual([]);
  });

  it('holds no component that nothing points at', () => {
    const used = new Set(refsIn(document));
    const names = Object.entries(parsed.components)
      .filter(([kind]) => kind !== 'securitySchemes')
      .flatMap(([kind, members]) => Object.keys(members).map((name) => `#/components/${kind}/${name}`));
    // A code that no operation of this version declares has an example and an answer already.
    const undeclared = new Set(
      Object.keys(problems).filter((code) => !used.has(`#/components/responses/${code}`)),
    );
    expect(names.filter((name) => !used.has(name) && !undeclared.has(name.split('/').at(-1) ?? ''))).toEqual(
      [],
    );
  });

  it('has every row at its place, by its operationId', () => {
    expect([...byId.keys()].sort()).toEqual(rows.map(([id]) => id).sort());
    const places = rows.map(([id, row]) => [id, row.method.toLowerCase(), row.path]);
    expect(rows.map(([id]) => [id, byId.get(id)?.method, byId.get(id)?.path])).toEqual(places);
  });

  it('declares each parameter of a path, once, as required', () => {
    for (const [id, row] of rows) {
      const inPath = operationOf(id).parameters.flatMap((one) =>
        'in' in one && one.in === 'path' ? [one] : [],
      );
      const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([id, inPath.map(({ name }) => name)]).toEqual([id, names]);
      expect(inPath.every(({ required }) => required === true)).toBe(true);
    }
  });

  it('asks for a credential everywhere but where the row is public', () => {
    const open = rows.filter(([id]) => operationOf(id).security.length === 0).map(([id]) => id);
    expect(open).toEqual(rows.filter(([, row]) => row.action === 'public').map(([id]) => id));
  });

  it('refuses a path parameter of which nothing is known', () => {
    const row = { ...operationRows.getUser, path: '/users/{whoever}' } as const;
    expect(() => openApiDocument({ getUser: row }, '1.0.0')).toThrow('{whoever}');
  });
});

describe('headers', () => {
  const parameter = (name: string): { $ref: string } => ({ $ref: `#/components/parameters/${name}` });

  it('offers Idempotency-Key and If-Match where the row honours them', () => {
    expect(operationOf('createUser').parameters).toEqual([parameter('XRoleId'), parameter('IdempotencyKey')]);
    expect(operationOf('updateUser').parameters).toContainEqual(parameter('IfMatch'));
    expect(operationOf('getHealth').parameters).toEqual([]);
  });

  it('shows the ETag of a user and the challenge of a 401', () => {
    expect(operationOf('getUser').responses['200']).toHaveProperty('headers.ETag');
    expect(operationOf('createUser').responses['201']).toMatchObject({ headers: { ETag: {}, Location: {} } });
    expect(resolve('#/components/responses/credential-rejected')).toHaveProperty('headers.WWW-Authenticate');
    expect(resolve('#/components/responses/temporarily-unavailable')).toHaveProperty('headers.Retry-After');
  });
});

describe('examples', () => {
  it('of successes are what the row can answer, and nothing more', () => {
    const withContent = rows.filter(([, row]) => !(204 in row.reply));
    for (const [id, row] of withContent) {
      for (const [status, schema] of successesOf(row)) {
        const example = contentOf(operationOf(id).responses[status])?.[row.produces ?? 'application/json']
          ?.example;
        expect([id, schema.parse(example)]).toEqual([id, example]);
      }
    }
  });

  it('are not given where there is no body', () => {
    expect(contentOf(operationOf('deleteRole').responses['204'])).toBeUndefined();
  });

  it('of requests are accepted by the row', () => {
    const withBody = rows.flatMap(([id, row]) => (row.body === undefined ? [] : [[id, row.body] as const]));
    expect(withBody.map(([id]) => id)).toContain('createUser');
    for (const [id, body] of withBody) {
      const example = operationOf(id).requestBody?.content['application/json']?.example;
      expect([id, body.parse(example)]).toEqual([id, example]);
    }
  });

  it('of problems name the code and status of the catalogue', () => {
    for (const [code, { status, title }] of Object.entries(problems)) {
      expect(parsed.components.examples[code]?.value).toMatchObject({ code, status, title });
    }
  });
});

describe('problems', () => {
  it('stand under their status, the declared and the common ones', () => {
    const operation = operationOf('createUser');
    expect(problemCodesAt(operation, '409')).toEqual([
      'name-taken',
      'changed-meanwhile',
      'request-in-progress',
    ]);
    expect(problemCodesAt(operation, '403')).toEqual([
      'super-admin-mode-required',
      'not-for-service-users',
      'not-allowed',
      'role-not-usable',
      'token-policy',
    ]);
    expect(Object.keys(operation.responses)).toEqual([
      '201',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
  });

  it('of a public operation do not speak of credentials', () => {
    expect(Object.keys(operationOf('getJwks').responses)).toEqual(['200', '400', '429', '500', '503']);
  });
});
