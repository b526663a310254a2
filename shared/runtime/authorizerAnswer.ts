import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { problems, type ProblemCode } from '../problems/catalogue.ts';
import { encodeCaller, type Caller } from './caller.ts';

type Asked = Pick<APIGatewayRequestAuthorizerEvent, 'methodArn'>;

/** Allow for exactly this method and path: the answer to one request says nothing about another. */
export function allow({ methodArn }: Asked, { principal, ...facts }: Caller): APIGatewayAuthorizerResult {
  return {
    principalId: principal.userId,
    context: encodeCaller(principal, facts),
    policyDocument: policy('Allow', methodArn),
  };
}

/**
 * Deny with the code and text that the gateway response renders as a problem document.
 * @param detail - in place of the catalogue's; made of constants and configuration, since it is inserted into JSON as it is.
 */
export function deny(
  { methodArn }: Asked,
  code: ProblemCode,
  detail: string = problems[code].remedy,
): APIGatewayAuthorizerResult {
  return {
    principalId: 'refused',
    context: { code, title: problems[code].title, detail },
    policyDocument: policy('Deny', methodArn),
  };
}

function policy(effect: 'Allow' | 'Deny', methodArn: string): APIGatewayAuthorizerResult['policyDocument'] {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
  };
}
