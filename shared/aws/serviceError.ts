/** A refusal of a service: `name` is the exception that it told. The fields are those that the SDK judges errors by. */
export class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  /** What else the answer holds: `CancellationReasons`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, details: Readonly<Record<string, unknown>>) {
    super(textOf(details['message'] ?? details['Message']) ?? `status ${status}`);
    this.name = exceptionOf(details);
    this.$metadata = { httpStatusCode: status };
    this.details = details;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `com.amazonaws.dynamodb.v20120810#ValidationException:http://…` is a `ValidationException`. */
function exceptionOf(details: Readonly<Record<string, unknown>>): string {
  const type = textOf(details['__type'] ?? details['code']) ?? '';
  return /^(?:[^#]*#)?([^#:,]+)/.exec(type)?.[1] ?? 'UnknownError';
}
