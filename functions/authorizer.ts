import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { readTokenPolicy } from '../shared/policy/tokenPolicy.ts';
import { authorize } from '../shared/runtime/authorize.ts';
import type { AuthorizerDependencies } from '../shared/runtime/authorizerDependencies.ts';
import { setting, settingOr, settings } from '../shared/runtime/config.ts';
import { CredentialRejected } from '../shared/runtime/credentials.ts';
import { createDependencies } from '../shared/runtime/dependencies.ts';
import { errorFields, log } from '../shared/runtime/log.ts';
import { IssuerTokens } from '../shared/tokens/issuerTokens.ts';

let made: AuthorizerDependencies | undefined;

/** Made with the first request, so that a missing setting is told in the log of a request. */
function dependencies(): AuthorizerDependencies {
  return (made ??= Object.defineProperties({} as AuthorizerDependencies, {
    ...Object.getOwnPropertyDescriptors(createDependencies()),
    ...Object.getOwnPropertyDescriptors({
      issuer: setting('ISSUER'),
      issuerTokens: new IssuerTokens(setting('OIDC_ISSUER'), setting('OIDC_CLIENT_ID')),
      serviceUserHeader: settingOr('SERVICE_USER_HEADER', 'X-Amorphic-Service-User'),
      superAdmins: settings('SUPER_ADMINS').map((name) => (name.includes('@') ? name.toLowerCase() : name)),
      superAdminGroup: settingOr('SUPER_ADMIN_GROUP', ''),
      tokenPolicy: readTokenPolicy(settingOr('TOKEN_POLICY', '')),
    }),
  }));
}

/**
 * The Lambda authorizer of every operation that is not public.
 * @throws Error `Unauthorized`, which API Gateway answers with 401; anything else it answers with 503.
 */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const { requestId } = event.requestContext;
  try {
    const given = dependencies();
    given.usage.take();
    const { operation, result, code, by } = await authorize(event, given);
    const fields = { operation, requestId, by, dynamodb: given.usage.take() };
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
