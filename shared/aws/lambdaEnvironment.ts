/** The keys that requests to AWS are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of a role's temporary keys, as those of a function are. */
  readonly sessionToken?: string;
}

/** A variable that is set to nothing is not set, as in the SDKs. */
function told(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

function given(name: string): string {
  const value = told(name);
  if (value === undefined) throw new Error(`environment variable ${name} is not set`);
  return value;
}

/** The region that Lambda runs the function in. @throws Error when it is not told. */
export function ownRegion(): string {
  return given('AWS_REGION');
}

/**
 * The keys of the function's role. They stay good as long as the execution environment lives.
 * @throws Error when they are not told.
 */
export function ownCredentials(): Credentials {
  const sessionToken = told('AWS_SESSION_TOKEN');
  return {
    accessKeyId: given('AWS_ACCESS_KEY_ID'),
    secretAccessKey: given('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

/**
 * The address of a service: the one that was given for it (`AWS_ENDPOINT_URL_DYNAMODB`), as in all SDKs, or the region's.
 * @param name - as in its addresses: `dynamodb`.
 * @param variable - as in the SDKs' variables: `DYNAMODB`.
 */
export function endpointOf(name: string, variable: string, region: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const address = told(`AWS_ENDPOINT_URL_${variable}`) ?? told('AWS_ENDPOINT_URL');
  return address ?? `https://${name}.${region}.${domain}`;
}
