import { describe, expect, it } from 'vitest';
import { operationRows } from '../../shared/contract/operations.ts';
import { problems, type ProblemCode, type ProblemType } from '../../shared/problems/catalogue.ts';
import { apiBody } from '../support/apiBody.ts';
import { deployedFunctions } from '../support/deployedFunctions.ts';
import { synthesizedStage } from '../support/synthesized.ts';

const consoleOrigin = 'https://console.example.com';
const withConsole = synthesizedStage('prod', {
  consoleDomain: 'console.example.com',
  consoleCertificate: 'arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab',
});
const body = apiBody(synthesizedStage('prod', { console: 'false' }).api);
const withCors = apiBody(withConsole.api);
const responses = Object.entries(body['x-amazon-apigateway-gateway-responses']);

describe('answers of the gateway itself', () => {
  it.each(responses)(
    '%s is a problem document',
    (type, { statusCode, responseParameters, responseTemplates }) => {
      expect(responseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
      const document = JSON.parse(responseTemplates['application/json'] ?? '') as Record<string, unknown>;
      expect(document['requestId']).toBe('$context.requestId');
      expect(String(document['status'])).toBe(statusCode);
      if (type === 'ACCESS_DENIED') return;
      const code = document['code'] as ProblemCode;
      const row: ProblemType = problems[code];
      expect(document).toMatchObject({ type: `/problems/${code}`, title: row.title, status: row.status });
    },
  );

  it.each([
    ['UNAUTHORIZED', '401', 'credential-rejected'],
    ['ACCESS_DENIED', '403', '$context.authorizer.code'],
    ['MISSING_AUTHENTICATION_TOKEN', '404', 'route-not-found'],
    ['REQUEST_TOO_LARGE', '413', 'body-too-large'],
    ['THROTTLED', '429', 'too-many-requests'],
    ['AUTHORIZER_FAILURE', '503', 'temporarily-unavailable'],
    ['AUTHORIZER_CONFIGURATION_ERROR', '503', 'temporarily-unavailable'],
    ['INTEGRATION_TIMEOUT', '503', 'temporarily-unavailable'],
  ])('%s is %s %s', (type, status, code) => {
    const response = body['x-amazon-apigateway-gateway-responses'][type];
    expect(response?.statusCode).toBe(status);
    expect(JSON.parse(response?.responseTemplates['application/json'] ?? '')).toMatchObject({ code });
  });

  it.each(['BAD_REQUEST_BODY', 'BAD_REQUEST_PARAMETERS', 'DEFAULT_4XX'])(
    '%s refers to no list of fields, since there is none',
    (type) => {
      const template =
        body['x-amazon-apigateway-gateway-responses'][type]?.responseTemplates['application/json'];
      expect(template).not.toContain('`errors`');
      expect(JSON.parse(template ?? '')).toMatchObject({ detail: expect.stringContaining('cannot be read') });
    },
  );

  it.each([
    ['THROTTLED', 'temporarily_unavailable'],
    ['QUOTA_EXCEEDED', 'temporarily_unavailable'],
    ['REQUEST_TOO_LARGE', 'invalid_request'],
    ['BAD_REQUEST_BODY', 'invalid_request'],
    ['DEFAULT_4XX', 'invalid_request'],
    ['DEFAULT_5XX', 'server_error'],
    ['INTEGRATION_FAILURE', 'temporarily_unavailable'],
    ['INTEGRATION_TIMEOUT', 'temporarily_unavailable'],
    ['API_CONFIGURATION_ERROR', 'server_error'],
    ['UNAUTHORIZED', undefined],
    ['ACCESS_DENIED', undefined],
    ['MISSING_AUTHENTICATION_TOKEN', undefined],
  ])('RFC 6749 %s tells an OAuth client the error %s', (type, error) => {
    const template = body['x-amazon-apigateway-gateway-responses'][type]?.responseTemplates;
    const document = JSON.parse(template?.['application/json'] ?? '') as Record<string, unknown>;
    expect(document['error']).toBe(error);
    const description = document['error_description'];
    if (error === undefined) expect(description).toBeUndefined();
    else expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it('tells why a rule refused in the words of the authorizer', () => {
    const template = body['x-amazon-apigateway-gateway-responses']['ACCESS_DENIED']?.responseTemplates;
    expect(JSON.parse(template?.['application/json'] ?? '')).toEqual({
      type: '/problems/$context.authorizer.code',
      title: '$context.authorizer.title',
      status: 403,
      detail: '$context.authorizer.detail',
      code: '$context.authorizer.code',
      requestId: '$context.requestId',
    });
  });

  it('fits every text of the catalogue into such a document as it stands', () => {
    for (const { title, remedy } of Object.values(problems)) {
      expect(JSON.stringify(title + remedy)).toBe(`"${title}${remedy}"`);
    }
  });

  it('challenges with RFC 6750 and says when to come back', () => {
    const header = (type: string, name: string) =>
      body['x-amazon-apigateway-gateway-responses'][type]?.responseParameters[
        `gatewayresponse.header.${name}`
      ];
    expect(header('UNAUTHORIZED', 'WWW-Authenticate')).toBe(
      `'Bearer realm="service-users", error="invalid_token"'`,
    );
    expect(header('AUTHORIZER_FAILURE', 'Retry-After')).toBe("'2'");
    expect(header('THROTTLED', 'Retry-After')).toBe("'1'");
  });
});

describe('pages of other origins', () => {
  it('may not call the API where the stage has no console', () => {
    const methods = Object.values(body.paths).flatMap((path) => Object.keys(path));
    expect(methods).not.toContain('options');
    expect(JSON.stringify(body)).not.toContain('Access-Control');
  });

  it('of the console may send and read what it needs', () => {
    const preflight = withCors.paths['/users/{userId}']?.['options'];
    expect(preflight?.security).toBeUndefined();
    const integration = preflight?.['x-amazon-apigateway-integration'] as {
      type: string;
      responses: { default: { statusCode: string; responseParameters: Record<string, string> } };
    };
    expect(integration.type).toBe('mock');
    const answer = integration.responses.default;
    expect(answer.statusCode).toBe('204');
    const header = (name: string) => answer.responseParameters[`method.response.header.${name}`];
    expect(header('Access-Control-Allow-Origin')).toBe(`'${consoleOrigin}'`);
    expect(header('Access-Control-Allow-Methods')).toBe("'GET,PATCH,DELETE'");
    expect(header('Access-Control-Allow-Headers')?.slice(1, -1).split(',').sort()).toEqual([
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'X-Amorphic-Service-User',
      'X-Role-Id',
    ]);
  });

  it('of the console may read refusals of the gateway', () => {
    for (const { responseParameters } of Object.values(withCors['x-amazon-apigateway-gateway-responses'])) {
      expect(responseParameters['gatewayresponse.header.Access-Control-Allow-Origin']).toBe(
        `'${consoleOrigin}'`,
      );
      expect(responseParameters['gatewayresponse.header.Access-Control-Expose-Headers']).toBe(
        "'ETag,Location,Idempotency-Replayed,Retry-After,x-amzn-RequestId'",
      );
    }
  });

  it('are named to every operation, which puts the header on its own answers', () => {
    for (const id of Object.keys(operationRows)) {
      expect(deployedFunctions(withConsole.api).get(id)?.variables['CORS_ORIGIN']).toBe(consoleOrigin);
    }
  });
});
