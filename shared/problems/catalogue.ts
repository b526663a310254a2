/** One row of the catalogue: what every problem of this type has in common. */
export interface ProblemType {
  /** HTTP status code of the answer. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503;
  /** Short and constant per type, as RFC 9457 section 3.1.4 asks. */
  readonly title: string;
  /** What the caller can do about it; the default `detail`. */
  readonly remedy: string;
  /** Seconds for `Retry-After`, where trying again can help. */
  readonly retryAfter?: number;
  /** What of the input a problem is always about: its `errors`, where the refusal names no others. */
  readonly about?: { readonly path: string; readonly message: string };
}

/** Every problem this product answers, by its stable code (RFC 9457; SPEC section 12). */
export const problems = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    remedy: 'Correct the fields listed in `errors` and send the request again.',
  },
  'unknown-role-or-team': {
    status: 400,
    title: 'A role or team does not exist',
    remedy: 'Name roles and teams by the ids or names that GET /roles and GET /teams list.',
  },
  'name-not-usable': {
    status: 400,
    title: 'The name cannot become a user name',
    remedy: 'Use a name with at least one letter a-z or digit.',
    about: { path: 'Name', message: 'must hold a letter a-z or a digit' },
  },
  'not-a-service-user': {
    status: 400,
    title: 'The target is a person',
    remedy: 'This call works on service users only.',
    about: { path: 'userId', message: 'must be a service user' },
  },
  'role-not-held': {
    status: 400,
    title: 'The service user does not hold that role',
    remedy: 'Attach the role first, or leave RoleId out to use the default role.',
  },
  'grantee-not-person': {
    status: 400,
    title: 'A service user can be shared with people and tags only',
    remedy: 'Name a person.',
    about: { path: 'granteeId', message: 'must be a person' },
  },
  'access-type-not-allowed': {
    status: 400,
    title: 'That access type cannot be given here',
    remedy: 'A service user can be shared with AccessType Owner only.',
    about: { path: 'AccessType', message: 'must be Owner' },
  },
  'transfer-user-missing': {
    status: 400,
    title: 'A transfer user is required',
    remedy: 'Name in transferTo the person who receives what the user owns.',
    about: { path: 'transferTo', message: 'must name a person' },
  },
  'cursor-not-valid': {
    status: 400,
    title: 'The cursor is not valid',
    remedy: 'Use the NextCursor of the previous page unchanged, with the same query and the same caller.',
  },
  'audience-unknown': {
    status: 400,
    title: 'The audience is not registered',
    remedy: 'Use an ApplicationId that GET /applications lists, or leave Audience out.',
    about: { path: 'Audience', message: 'must be a registered ApplicationId' },
  },
  'credential-rejected': {
    status: 401,
    title: 'No valid credential',
    remedy: 'Send a credential that exists, is intact, unexpired and not revoked.',
  },
  'not-allowed': {
    status: 403,
    title: 'You may not do this',
    remedy: 'Ask somebody with access, or use a role that holds the permission.',
  },
  'role-not-usable': {
    status: 403,
    title: 'The role in X-Role-Id is not yours',
    remedy: 'Name a role that is attached to you, or leave X-Role-Id out to use the default role.',
  },
  'super-admin-mode-required': {
    status: 403,
    title: 'Super-Admin mode is required',
    remedy: 'Switch to Super-Admin with POST /users/super-admin/auth-token and use its token.',
  },
  'not-for-service-users': {
    status: 403,
    title: 'A service user may never do this',
    remedy: 'Act as a person: leave the service-user credential out.',
  },
  'token-policy': {
    status: 403,
    title: 'The token policy of this deployment forbids it',
    remedy: 'Ask for a token that keeps the rule named in the detail.',
  },
  'must-be-disabled-first': {
    status: 403,
    title: 'The user must be disabled first',
    remedy: 'Disable the user with POST /users/{id}/disable, then delete it.',
  },
  'transfer-user-unsuitable': {
    status: 403,
    title: 'The transfer user is not suitable',
    remedy: 'Name an enabled person other than the user being deleted.',
  },
  'interactive-only': {
    status: 403,
    title: 'The application is for people only',
    remedy: 'Service users cannot get tokens for interactive applications.',
  },
  'user-not-found': { status: 404, title: 'No such user', remedy: 'Check the user id.' },
  'role-not-found': { status: 404, title: 'No such role', remedy: 'Check the role id.' },
  'role-not-attached': {
    status: 404,
    title: 'The role is not attached to the user',
    remedy: 'GET /users/{id} lists the roles of a user.',
  },
  'member-not-found': {
    status: 404,
    title: 'The user is not a member',
    remedy: 'Check the user id.',
  },
  'team-not-found': { status: 404, title: 'No such team', remedy: 'Check the team id.' },
  'session-not-found': { status: 404, title: 'No such session', remedy: 'Check the session id.' },
  'tag-not-found': { status: 404, title: 'No such tag', remedy: 'Check the tag id.' },
  'token-not-found': { status: 404, title: 'No such token', remedy: 'Check the token id.' },
  'share-not-found': {
    status: 404,
    title: 'No such share',
    remedy: 'It was never given, or taken away already.',
  },
  'resource-not-found': { status: 404, title: 'No such resource', remedy: 'Check the resource id.' },
  'application-not-found': { status: 404, title: 'No such application', remedy: 'Check the application id.' },
  'trust-rule-not-found': { status: 404, title: 'No such trust rule', remedy: 'Check the trust rule id.' },
  'client-key-not-found': { status: 404, title: 'No such client key', remedy: 'Check the id of the key.' },
  'route-not-found': {
    status: 404,
    title: 'No such operation',
    remedy: 'Check the method and path against GET /openapi.json.',
  },
  'name-taken': {
    status: 409,
    title: 'The name is taken',
    remedy: 'Choose another name.',
  },
  'token-name-taken': {
    status: 409,
    title: 'The user has a token of that name',
    remedy: 'Choose another name, or delete the other token.',
  },
  'trust-rule-name-taken': {
    status: 409,
    title: 'The service user has a trust rule of that name',
    remedy: 'Choose another name.',
  },
  'client-key-taken': {
    status: 409,
    title: 'The service user has that key already',
    remedy: 'Register another key, or one with another kid.',
  },
  'token-not-active': {
    status: 409,
    title: 'The token is not active',
    remedy: 'Restore the token first, or create a new one.',
  },
  'token-not-revoked': { status: 409, title: 'The token is not revoked', remedy: 'It works as it is.' },
  'token-expired': { status: 409, title: 'The token has expired', remedy: 'Create a new token.' },
  'token-still-active': { status: 409, title: 'The token still works', remedy: 'Revoke the token first.' },
  'person-not-shareable': {
    status: 409,
    title: 'A person cannot be shared',
    remedy: 'Only service users can be shared.',
  },
  'service-user-sign-out': {
    status: 409,
    title: 'A service user cannot be signed out',
    remedy: 'Disable it instead; that stops all of its credentials.',
  },
  'user-disabled': {
    status: 409,
    title: 'The user is not enabled',
    remedy: 'Enable the user first.',
  },
  'super-admin-must-be-person': {
    status: 409,
    title: 'A service user can never be a Super-Admin',
    remedy: 'Name a person.',
  },
  'user-deleting': {
    status: 409,
    title: 'The user is being deleted',
    remedy: 'A delete that has begun cannot be undone.',
  },
  'deletion-not-found': {
    status: 404,
    title: 'The user is not being deleted',
    remedy: 'Begin with a DELETE of the user.',
  },
  'last-super-admin': {
    status: 409,
    title: 'This is the last enabled Super-Admin',
    remedy: 'Add or enable another Super-Admin member first.',
  },
  'built-in': {
    status: 409,
    title: 'What is built in cannot be changed, removed, detached or left',
    remedy: 'Use a role, team or application of your own.',
  },
  'role-in-use': {
    status: 409,
    title: 'The role is still attached to users',
    remedy: 'Detach it from every user first; GET /users?role= lists them.',
  },
  'limit-reached': {
    status: 409,
    title: 'A limit of this product is reached',
    remedy: 'Remove something first; the limits stand in docs/accessPatterns.md.',
  },
  'changed-meanwhile': {
    status: 409,
    title: 'The state changed meanwhile',
    remedy: 'Read the current state and decide again.',
  },
  'request-in-progress': {
    status: 409,
    title: 'A request with this Idempotency-Key is under way',
    remedy: 'Wait for the first request to end, then repeat it.',
  },
  'version-stale': {
    status: 412,
    title: 'The user was changed since you read it',
    remedy: 'Read it again and send If-Match with the new ETag.',
  },
  'body-too-large': { status: 413, title: 'The body is too large', remedy: 'Send at most 64 KiB.' },
  'media-type-not-supported': {
    status: 415,
    title: 'The media type is not supported',
    remedy: 'Send the body as application/json.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    remedy: 'Use a new key for a new request.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait for the seconds in Retry-After, then try again.',
    retryAfter: 1,
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    remedy: 'Try again; if it persists, report the requestId.',
  },
  'temporarily-unavailable': {
    status: 503,
    title: 'Temporarily unavailable',
    remedy: 'Wait for the seconds in Retry-After, then try again.',
    retryAfter: 2,
  },
} as const satisfies Record<string, ProblemType>;

/** A stable problem code: a key of {@link problems}. */
export type ProblemCode = keyof typeof problems;

/** Codes that any operation may answer, whatever its row declares. */
export const commonProblems = [
  'invalid-request',
  'credential-rejected',
  'not-allowed',
  'role-not-usable',
  'token-policy',
  'too-many-requests',
  'internal',
  'temporarily-unavailable',
] as const satisfies readonly ProblemCode[];
