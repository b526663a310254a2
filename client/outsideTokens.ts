import type { OutsideToken } from './federation.ts';

/** Variables of a process; an empty one counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that holds an outside token, e.g. an `id_tokens:` entry of a GitLab job. */
export const tokenVariable = 'SERVICE_USERS_ID_TOKEN';
/** The variable that names a file with an outside token, e.g. a projected token of a Kubernetes pod. */
export const tokenFileVariable = 'SERVICE_USERS_ID_TOKEN_FILE';

/** There is no token of the platform to be had: a variable is not set, or a file cannot be read. */
export class NoOutsideToken extends Error {
  override readonly name = 'NoOutsideToken';
}

/** The variables of this process; none in a browser. */
export function processEnvironment(): Environment {
  return typeof process === 'undefined' ? {} : process.env;
}

/** GitHub Actions: asks the runner for an ID token. The job needs `permissions: id-token: write`. */
export function githubActions(
  options: {
    readonly audience?: string;
    readonly environment?: Environment;
    readonly fetch?: typeof fetch;
  } = {},
): OutsideToken {
  return async () => {
    const environment = options.environment ?? processEnvironment();
    const address = required(environment, 'ACTIONS_ID_TOKEN_REQUEST_URL');
    const bearer = required(environment, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN');
    const url = new URL(address);
    if (options.audience !== undefined) url.searchParams.set('audience', options.audience);
    const answer = await (options.fetch ?? fetch)(url, {
      headers: { accept: 'application/json', authorization: `Bearer ${bearer}` },
      redirect: 'error',
    });
    const { value } = (answer.ok ? await answer.json() : {}) as { value?: unknown };
    if (typeof value !== 'string') throw new Error(`GitHub gave no ID token (${String(answer.status)}).`);
    return value;
  };
}

/**
 * A token in a variable: GitLab's `id_tokens:`, or what an earlier step put there. What it gives throws NoOutsideToken
 * where the variable is not set.
 */
export function fromVariable(name = tokenVariable, environment?: Environment): OutsideToken {
  return () => required(environment ?? processEnvironment(), name);
}

/**
 * A token in a file that its platform keeps fresh: a projected service account token of Kubernetes or EKS. Node only. What
 * it gives throws NoOutsideToken where the file cannot be read or is empty.
 */
export function fromFile(path: string): OutsideToken {
  return async () => {
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new NoOutsideToken(`${path} cannot be read: ${String(error)}`);
    });
    const token = text.trim();
    if (token === '') throw new NoOutsideToken(`${path} is empty.`);
    return token;
  };
}

/**
 * Whatever this job's platform offers: our variable, our file, then GitHub's runner. A token that was made for another
 * audience, such as `AWS_WEB_IDENTITY_TOKEN_FILE`, is never taken: whoever receives it could use it there.
 * @throws NoOutsideToken naming what was looked for.
 */
export function fromEnvironment(
  options: {
    readonly audience?: string;
    readonly environment?: Environment;
    readonly fetch?: typeof fetch;
  } = {},
): OutsideToken {
  return () => {
    const environment = options.environment ?? processEnvironment();
    const file = environment[tokenFileVariable];
    if (environment[tokenVariable]) return fromVariable(tokenVariable, environment)();
    if (file) return fromFile(file)();
    if (environment['ACTIONS_ID_TOKEN_REQUEST_URL']) return githubActions({ ...options, environment })();
    throw new NoOutsideToken(
      `No token of the platform: set ${tokenVariable} or ${tokenFileVariable}, or give the GitHub job id-token: write.`,
    );
  };
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new NoOutsideToken(`${name} is not set.`);
  return value;
}
