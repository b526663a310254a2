import { property, theOne, type SynthesizedStack } from './synthesized.ts';

/** One method of a path. */
export interface Method {
  readonly security?: readonly Record<string, unknown>[];
  readonly 'x-amazon-apigateway-integration': Readonly<Record<string, unknown>>;
}
/** The API's definition as API Gateway imports it. */
export interface ApiBody {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Method>>>>;
  readonly components: { securitySchemes: Record<string, Record<string, unknown>> };
  readonly 'x-amazon-apigateway-gateway-responses': Readonly<
    Record<
      string,
      {
        statusCode: string;
        responseParameters: Record<string, string>;
        responseTemplates: Record<string, string>;
      }
    >
  >;
}

/** The API's definition in a template. */
export function apiBody(api: SynthesizedStack): ApiBody {
  return property(theOne(api, 'AWS::ApiGateway::RestApi'), 'Body') as ApiBody;
}
