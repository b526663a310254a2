import { describe, expect, it } from 'vitest';
import { authorizedBy, calls, policy, serveApi } from '../support/gatewayFixture.ts';
import type { Served } from '../support/gatewayFixture.ts';

const ok: Served = () => ({ statusCode: 200, body: 'ok' });
const paths = {
  '/x': { get: calls('x'), post: calls('x') },
  '/open': { get: { ...calls('x'), security: [] } },
};
const as = (name: string) => ({ headers: { Authorization: name } });
const fresh = { ...authorizedBy({ authorizerResultTtlInSeconds: 0 }), paths };
const onHeader = { identitySource: 'method.request.header.Authorization' };
const responses = {
  'x-amazon-apigateway-gateway-responses': {
    ACCESS_DENIED: {
      statusCode: '403',
      responseParameters: {
        'gatewayresponse.header.Content-Type': "'application/problem+json'",
        'gatewayresponse.header.X-Origin': 'method.request.header.Origin',
      },
      responseTemplates: {
        'application/json':
          '{"code":"$context.authorizer.code","id":"$context.requestId","no":"$context.nothing"}',
      },
    },
    AUTHORIZER_FAILURE: {
      statusCode: '503',
      responseParameters: { 'gatewayresponse.header.Retry-After': "'5'" },
    },
    DEFAULT_4XX: { responseTemplates: { 'application/json': '{"default":$context.error.messageString}' } },
  },
};

describe('with the cache off', () => {
  it('asks for every request, and the answer holds for that request only', async (test) => {
    const authorizer: Served = ({ methodArn }) => policy('Allow', methodArn, { who: 'ada', n: 1, yes: true });
    const api = await serveApi(test, fresh, { functions: { authorizer, x: ok } });
    const statuses = [];
    for (const method of ['GET', 'POST', 'GET']) {
      statuses.push((await fetch(`${api.url}/x`, { method, ...as('t') })).status);
    }
    expect(statuses).toEqual([200, 200, 200]);
    expect(api.called).toEqual(['authorizer', 'x', 'authorizer', 'x', 'authorizer', 'x']);
    expect(api.lastEvent('x').requestContext.authorizer).toEqual({
      principalId: 'someone',
      who: 'ada',
      n: '1',
      yes: 'true',
    });
  });

  it('hands the authorizer the request without its body, and the ARN of the method', async (test) => {
    const authorizer: Served = () => policy('Allow', '*');
    const api = await serveApi(test, fresh, { functions: { authorizer, x: ok } });
    await fetch(`${api.url}/x?a=b`, { method: 'POST', body: 'secret', ...as('t') });
    const event = api.lastEvent('authorizer');
    expect(event).toMatchObject({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api0/v1/POST/x',
      resource: '/x',
      queryStringParameters: { a: 'b' },
      multiValueHeaders: { Authorization: ['t'] },
    });
    expect(event).not.toHaveProperty('body');
  });

  it('does not ask where a method has no authorizer', async (test) => {
    const api = await serveApi(test, fresh, { functions: { x: ok } });
    expect((await fetch(`${api.url}/open`)).status).toBe(200);
    expect(api.called).toEqual(['x']);
  });

  it('asks also for a request without any credential: there is no identity source', async (test) => {
    const authorizer: Served = () => policy('Deny', '*');
    const api = await serveApi(test, fresh, { functions: { authorizer, x: ok } });
    expect((await fetch(`${api.url}/x`)).status).toBe(403);
    expect(api.called).toEqual(['authorizer']);
  });
});

describe('with the cache on', () => {
  const cached = { ...authorizedBy({ authorizerResultTtlInSeconds: 300, ...onHeader }), paths };

  it('T12 shares an answer between methods: a policy for one method refuses the next', async (test) => {
    const authorizer: Served = ({ methodArn }) => policy('Allow', methodArn);
    const api = await serveApi(test, cached, { functions: { authorizer, x: ok } });
    const post = await fetch(`${api.url}/x`, { method: 'POST', ...as('t') });
    const get = await fetch(`${api.url}/x`, as('t'));
    expect([post.status, get.status]).toEqual([200, 403]);
    expect(api.called).toEqual(['authorizer', 'x']);
  });

  it('asks again for another identity, and after the time to live', async (test) => {
    let now = 0;
    const authorizer: Served = () => policy('Allow', '*');
    const api = await serveApi(test, cached, { functions: { authorizer, x: ok }, now: () => now });
    await fetch(`${api.url}/x`, as('one'));
    await fetch(`${api.url}/x`, as('two'));
    now = 299_999;
    await fetch(`${api.url}/x`, as('one'));
    expect(api.called.filter((name) => name === 'authorizer')).toHaveLength(2);
    now = 300_000;
    await fetch(`${api.url}/x`, as('one'));
    expect(api.called.filter((name) => name === 'authorizer')).toHaveLength(3);
  });

  it('answers 401 without a call when the identity source is missing', async (test) => {
    const api = await serveApi(test, cached, { functions: { x: ok } });
    const answer = await fetch(`${api.url}/x`);
    expect([answer.status, await answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(api.called).toEqual([]);
  });

  it('is refused without an identity source, as by API Gateway', async (test) => {
    const document = { ...authorizedBy({ authorizerResultTtlInSeconds: 60 }), paths };
    await expect(serveApi(test, document, { functions: {} })).rejects.toThrow(
      'caches only by an identity source',
    );
  });

  it('is on for 300 seconds when the time to live is left out', async (test) => {
    const authorizer: Served = () => policy('Allow', '*');
    const document = { ...authorizedBy(onHeader), paths };
    const api = await serveApi(test, document, { functions: { authorizer, x: ok } });
    await fetch(`${api.url}/x`, as('t'));
    await fetch(`${api.url}/x`, as('t'));
    expect(api.called).toEqual(['authorizer', 'x', 'x']);
  });
});

describe('policies', () => {
  const arn = 'arn:aws:execute-api:us-east-1:000000000000:api0/v1/GET/x';

  it.for([
    ['the method', policy('Allow', arn), 200],
    ['any method by *', policy('Allow', 'arn:aws:execute-api:*:*:api0/*/x'), 200],
    ['one character by ?', policy('Allow', arn.replace('/x', '/?')), 200],
    ['another path', policy('Allow', `${arn}/y`), 403],
    ['another API', policy('Allow', arn.replace('api0', 'api1')), 403],
    ['nothing but a deny', policy('Deny', '*'), 403],
  ] as const)('decide by %s', async ([, answer, status], test) => {
    const api = await serveApi(test, fresh, { functions: { authorizer: () => answer, x: ok } });
    expect((await fetch(`${api.url}/x`, as('t'))).status).toBe(status);
  });

  it('let a deny beat every allow', async (test) => {
    const statement = (Effect: string) => ({ Action: ['execute-api:*'], Effect, Resource: ['*'] });
    const Statement = [statement('Allow'), statement('Deny')];
    const authorizer: Served = () => ({ principalId: 'x', policyDocument: { Statement } });
    const api = await serveApi(test, fresh, { functions: { authorizer, x: ok } });
    const answer = await fetch(`${api.url}/x`, as('t'));
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      message: 'User is not authorized to access this resource with an explicit deny',
    });
  });

  it.for([
    ['no policy', { principalId: 'x' }],
    ['a statement without effect', { policyDocument: { Statement: [{ Action: '*', Resource: '*' }] } }],
    ['a structure in the context', policy('Allow', '*', { facts: { a: 1 } })],
    ['nothing', undefined],
  ] as const)('are refused with 500 when the authorizer answers %s', async ([, answer], test) => {
    const api = await serveApi(test, fresh, { functions: { authorizer: () => answer, x: ok } });
    expect((await fetch(`${api.url}/x`, as('t'))).status).toBe(500);
    expect(api.called).toEqual(['authorizer']);
  });
});

describe('gateway responses', () => {
  const document = { ...fresh, ...responses };
  const refusing = (authorizer: Served) => ({ functions: { authorizer, x: ok } });

  it('render a denial with what the authorizer said', async (test) => {
    const authorizer: Served = () => policy('Deny', '*', { code: 'must-be-disabled-first' });
    const api = await serveApi(test, document, refusing(authorizer));
    const answer = await fetch(`${api.url}/x`, { headers: { Origin: 'https://c.example' } });
    const id = answer.headers.get('x-amzn-requestid');
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-origin')).toBe('https://c.example');
    expect(await answer.json()).toEqual({ code: 'must-be-disabled-first', id, no: '' });
  });

  it('fall back to the default of the family, with the own status', async (test) => {
    const authorizer: Served = () => {
      throw new Error('Unauthorized');
    };
    const api = await serveApi(test, document, refusing(authorizer));
    const answer = await fetch(`${api.url}/x`);
    expect([answer.status, await answer.json()]).toEqual([401, { default: 'Unauthorized' }]);
  });

  it('tell a broken authorizer from a refusing one', async (test) => {
    const authorizer: Served = () => {
      throw new Error('the table is on fire');
    };
    const api = await serveApi(test, document, refusing(authorizer));
    const answer = await fetch(`${api.url}/x`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toEqual({ message: 'Internal server error' });
  });
});
