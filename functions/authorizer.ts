import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { authorize } from '../shared/runtime/authorize.ts';
import { createAuthorizerDependencies } from '../shared/runtime/authorizerDependencies.ts';
import { CredentialRejected } from '../shared/runtime/credentials.ts';
import { errorFields, log } from '../shared/runtime/log.ts';

const dependencies = createAuthorizerDependencies();

/**
 * The Lambda authorizer of every operation that is not public.
 * @throws Error `Unauthorized`, which API Gateway answers with 401; anything else it answers with 503.
 */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const { requestId } = event.requestContext;
  try {
    dependencies.usage.take();
    const { operation, result, code, by } = await authorize(event, dependencies);
    const fields = { operation, requestId, by, dynamodb: dependencies.usage.take() };
    log.info(
      code === undefined ? 'authorized' : 'refused',
      code === undefined ? fields : { ...fields, code },
    );
    return result;
  } catch (error) {
    if (error instanceof CredentialRejected) {
      log.info('refused', { requestId, code: 'credential-rejected', reason: error.reason });
      // The one word that makes API Gateway answer 401.
      throw new Error('Unauthorized', { cause: error.reason });
    }
    log.error('authorizer-defect', { requestId, code: 'authorizer-defect', ...errorFields(error) });
    throw error;
  }
}
