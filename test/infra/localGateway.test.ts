import { describe, expect, it } from 'vitest';
import { calls, sendBytes, serveApi } from '../support/gatewayFixture.ts';
import type { Served } from '../support/gatewayFixture.ts';

const ok: Served = () => ({ statusCode: 200, body: 'ok' });

describe('routes', () => {
  const document = {
    paths: {
      '/users': { get: calls('list') },
      '/users/me': { get: calls('me') },
      '/users/{id}': { get: calls('one'), delete: calls('remove') },
      '/users/{id}/roles/{role}': { put: calls('attach') },
      '/files/{path+}': { 'x-amazon-apigateway-any-method': calls('files') },
    },
  };
  const functions = { list: ok, me: ok, one: ok, remove: ok, attach: ok, files: ok };

  it.for([
    ['GET', '/users', 'list'],
    ['GET', '/users/', 'list'],
    ['GET', '/users/me', 'me'],
    ['GET', '/users/usr_1', 'one'],
    ['DELETE', '/users/usr_1', 'remove'],
    ['PUT', '/users/a/roles/b', 'attach'],
    ['PATCH', '/files/a/b/c', 'files'],
  ] as const)('%s %s goes to %s', async ([method, path, target], test) => {
    const api = await serveApi(test, document, { functions });
    expect((await fetch(api.url + path, { method })).status).toBe(200);
    expect(api.called).toEqual([target]);
  });

  it('decodes path parameters, once', async (test) => {
    const api = await serveApi(test, document, { functions });
    await fetch(`${api.url}/users/a%2Fb%2520c%23/roles/%C3%BC`, { method: 'PUT' });
    expect(api.lastEvent('attach').pathParameters).toEqual({ id: 'a/b%20c#', role: 'ü' });
  });

  it.for(['/users/%zz', '/users/%ff'])('answers 400 to %s without a call', async (path, test) => {
    const api = await serveApi(test, document, { functions });
    const answer = await sendBytes(api.port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(api.called).toEqual([]);
  });

  it.for([
    ['GET', '/nope'],
    ['POST', '/users/me'],
    // The path decides before the method: {id} is not tried.
    ['DELETE', '/users/me'],
    ['GET', '/users//roles/'],
    ['OPTIONS', '/users'],
    ['GET', '/__proto__'],
  ] as const)('answers %s %s as API Gateway does without a route', async ([method, path], test) => {
    const api = await serveApi(test, document, { functions });
    const answer = await fetch(api.url + path, { method });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ message: 'Missing Authentication Token' });
  });
});

describe('events', () => {
  const document = { paths: { '/things': { post: calls('things'), get: calls('things') } } };
  const functions = { things: ok };

  it('keep names as sent, and every value of a repeated header', async (test) => {
    const api = await serveApi(test, document, { functions });
    const lines = ['Host: api.example', 'X-Role: a', 'x-role: b', 'AUTHORIZATION: c', 'Connection: close'];
    await sendBytes(api.port, `GET /things HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    const { headers, multiValueHeaders } = api.lastEvent('things');
    expect(multiValueHeaders).toMatchObject({
      'X-Role': ['a', 'b'],
      AUTHORIZATION: ['c'],
      Host: ['api.example'],
    });
    expect(headers).toMatchObject({ 'X-Role': 'b', 'X-Forwarded-For': '127.0.0.1' });
    expect(headers).not.toHaveProperty('Connection');
  });

  it('hold the decoded query, single and multiple', async (test) => {
    const api = await serveApi(test, document, { functions });
    await fetch(`${api.url}/things?role=a&role=b%20c&name=d+e&empty&bad=%zz`);
    const event = api.lastEvent('things');
    expect(event.queryStringParameters).toEqual({ role: 'b c', name: 'd e', empty: '', bad: '%zz' });
    expect(event.multiValueQueryStringParameters).toMatchObject({ role: ['a', 'b c'] });
    expect(event.path).toBe('/things');
  });

  it('have null where nothing was sent', async (test) => {
    const api = await serveApi(test, document, { functions });
    await fetch(`${api.url}/things`);
    const { queryStringParameters, pathParameters, body, requestContext } = api.lastEvent('things');
    expect([queryStringParameters, pathParameters, body]).toEqual([null, null, null]);
    expect(requestContext).toMatchObject({ resourcePath: '/things', identity: { sourceIp: '127.0.0.1' } });
  });

  it('hold the body as text; invalid UTF-8 becomes U+FFFD', async (test) => {
    const api = await serveApi(test, document, { functions });
    await fetch(`${api.url}/things`, { method: 'POST', body: Buffer.from([0x61, 0xff, 0xc3, 0xbc]) });
    expect(api.lastEvent('things')).toMatchObject({ body: 'a\uFFFDü', isBase64Encoded: false });
  });

  it('hold binary media types as base64', async (test) => {
    const binary = { ...document, 'x-amazon-apigateway-binary-media-types': ['image/png'] };
    const api = await serveApi(test, binary, { functions });
    const headers = { 'Content-Type': 'image/png' };
    await fetch(`${api.url}/things`, { method: 'POST', headers, body: Buffer.from([0xff, 0x00]) });
    expect(api.lastEvent('things')).toMatchObject({ body: '/wA=', isBase64Encoded: true });
  });
});

describe('answers', () => {
  const document = {
    paths: {
      '/x': { get: calls('x', { timeoutInMillis: 60 }), post: calls('x') },
    },
  };
  const answerOf = (value: unknown) => ({ functions: { x: () => value } });

  it('carry status, all headers and the body', async (test) => {
    const value = {
      statusCode: 201,
      headers: { 'X-One': 1, 'Set-Cookie': 'a=1' },
      multiValueHeaders: { 'Set-Cookie': ['b=2', 'c=3'] },
      body: '{"a":"ü"}',
    };
    const api = await serveApi(test, document, answerOf(value));
    const answer = await fetch(`${api.url}/x`);
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual(['b=2', 'c=3']);
    expect(answer.headers.get('x-one')).toBe('1');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('x-amzn-requestid')).toBe(api.lastEvent('x').requestContext.requestId);
    expect(await answer.text()).toBe('{"a":"ü"}');
  });

  it('do not set headers that API Gateway keeps for itself', async (test) => {
    const value = { statusCode: 401, headers: { 'WWW-Authenticate': 'Bearer' } };
    const api = await serveApi(test, document, answerOf(value));
    const answer = await fetch(`${api.url}/x`);
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(answer.headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
  });

  it.for([
    ['no object', 'text'],
    ['no status', { body: '' }],
    ['a status that is none', { statusCode: 99 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a header that is no text', { statusCode: 200, headers: { a: { b: 1 } } }],
    ['nothing', undefined],
  ] as const)('are 502 when a function answers %s', async ([, value], test) => {
    const api = await serveApi(test, document, answerOf(value));
    const answer = await fetch(`${api.url}/x`);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toEqual({ message: 'Internal server error' });
  });

  it('are 502 when a function throws, without its words', async (test) => {
    const x: Served = () => {
      throw new Error('secret');
    };
    const api = await serveApi(test, document, { functions: { x } });
    const answer = await fetch(`${api.url}/x`);
    expect([answer.status, await answer.text()]).toEqual([502, '{"message":"Internal server error"}']);
  });

  it('are 504 when a function takes longer than the integration may', async (test) => {
    const functions = { x: () => new Promise((resolve) => setTimeout(resolve, 500)) };
    const api = await serveApi(test, document, { functions });
    expect((await fetch(`${api.url}/x`)).status).toBe(504);
  });

  it('come from the template of a mock integration', async (test) => {
    const mock = {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode":204}' },
      responses: {
        default: {
          statusCode: '204',
          responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'https://c.example'" },
        },
      },
    };
    const paths = { '/x': { options: { 'x-amazon-apigateway-integration': mock } } };
    const api = await serveApi(test, { paths }, { functions: {} });
    const answer = await fetch(`${api.url}/x`, { method: 'OPTIONS' });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://c.example');
    expect(api.called).toEqual([]);
  });
});

describe('limits', () => {
  const document = { paths: { '/x': { post: calls('x') } } };
  const mega = 1024 * 1024;

  it.for([
    ['more than 10 MB', 10 * mega + 1, 413],
    ['more than Lambda takes', 6 * mega + 1, 413],
    ['5 MB', 5 * mega, 200],
  ] as const)('a body of %s', async ([, size, status], test) => {
    const api = await serveApi(test, document, { functions: { x: ok } });
    const answer = await fetch(`${api.url}/x`, { method: 'POST', body: Buffer.alloc(size, 'a') });
    expect(answer.status).toBe(status);
  });

  it.for([
    [10_300, 431, 'refused by the gateway'],
    [70_000, 431, 'refused while it is read'],
    [9_000, 200, 'taken'],
  ] as const)('%i bytes of headers are %i: %s', async ([size, status], test) => {
    const api = await serveApi(test, document, { functions: { x: ok } });
    const head = `POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\nX-Pad: ${'a'.repeat(size)}\r\n\r\n`;
    expect(await sendBytes(api.port, head)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('throttles at the rate of the stage', async (test) => {
    let now = 0;
    const throttle = { rate: 1, burst: 2 };
    const api = await serveApi(test, document, { functions: { x: ok }, now: () => now, throttle });
    const post = async () => (await fetch(`${api.url}/x`, { method: 'POST' })).status;
    expect([await post(), await post(), await post()]).toEqual([200, 200, 429]);
    now = 1000;
    expect([await post(), await post()]).toEqual([200, 429]);
  });

  it.for([
    ['no HTTP', 'garbage\r\n\r\n'],
    ['a NUL in a header', 'GET /x HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n'],
    ['two lengths', 'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['no host', 'GET /x HTTP/1.1\r\n\r\n'],
  ] as const)('answers 400 to %s, and goes on', async ([, bytes], test) => {
    const api = await serveApi(test, document, { functions: { x: ok } });
    expect(await sendBytes(api.port, bytes)).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${api.url}/x`, { method: 'POST' })).status).toBe(200);
  });
});
