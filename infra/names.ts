import { Aws, Fn } from 'aws-cdk-lib';

/**
 * Name of a function in AWS. Chosen by us, so that the API's definition can name a function without depending
 * on it: the function's environment depends on the API (its URL is the issuer), and a circle would not deploy.
 */
export function functionName(stage: string, name: string): string {
  return `service-users-${stage}-${name}`;
}

/** First part of the host at which the user pool signs people in. Unique in the world, so the account is part of it. */
export function signInDomainPrefix(stage: string): string {
  return `service-users-${stage}-${Aws.ACCOUNT_ID}`;
}

/** Name of the log group of one function, or of another source of logs. */
export function logGroupName(stage: string, source: string): string {
  return `/service-users/${stage}/${source}`;
}

/** What API Gateway calls to run a function, by the function's name. */
export function invocationUri(name: string): string {
  const lambda = 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:' + name;
  return Fn.sub(
    'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/' +
      `${lambda}/invocations`,
  );
}
