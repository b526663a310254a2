export { ApiProblem } from '../shared/contract/client.ts';
export type {
  AnswerOf,
  CallOptions,
  Client,
  HeaderFields,
  InputOf,
  OperationId,
  ProblemFields,
} from '../shared/contract/client.ts';
export { assumed, type Assumption } from './assumed.ts';
export { clientCredentials, type ClientCredentials, type TokenScope } from './clientCredentials.ts';
export { serviceToken, serviceUserHeader, staticToken, type Credentials } from './credentials.ts';
export { federation, type Federation, type OutsideToken } from './federation.ts';
export { items, pages, type ItemOf, type ListInput, type ListMethod } from './items.ts';
export {
  fromEnvironment,
  fromFile,
  fromVariable,
  githubActions,
  NoOutsideToken,
  type Environment,
} from './outsideTokens.ts';
export type { RetrySettings } from './retryingFetch.ts';
export { serviceUsers, type ServiceUsersOptions } from './serviceUsers.ts';
