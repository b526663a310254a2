import { ApiProblem } from '../../shared/contract/client.ts';
import { NotLoaded } from '../parts/loaded.ts';
import { GivenUp, nameOf } from '../session/identity.ts';
import { NotRenewed, SignedOut } from '../signIn/personSession.ts';

/** A refusal or failure in words: what happened, why, and what to do. */
export interface Said {
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** What else helps than trying again. */
  readonly remedy?: 'sign-in' | 'reload';
}

/** The API does not accept the person's own credential. */
export class PersonRefused extends ApiProblem implements Said {
  readonly remedy = 'sign-in';

  constructor({ code, status, requestId }: ApiProblem) {
    super({
      code,
      status,
      title: 'The API does not accept your sign-in any more',
      detail:
        'You were signed out everywhere, or your account was disabled. Sign in again; if that does not help, ask an administrator.',
      errors: [],
      ...(requestId === undefined ? {} : { requestId }),
    });
  }
}

/** Puts any error into words that help. */
export function saidOf(error: unknown): Said {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError) {
    return plain(
      'The API cannot be reached',
      'Check your connection and try again; nothing was shown to have changed.',
    );
  }
  const said = saidOfSession(error);
  return (
    said ?? plain('Something in this page failed', error instanceof Error ? error.message : String(error))
  );
}

function saidOfSession(error: unknown): Said | undefined {
  if (error instanceof SignedOut) {
    const detail = 'Your session at the sign-in page has ended. Sign in again to go on.';
    return plain('You are signed out', detail, 'sign-in');
  }
  if (error instanceof NotRenewed) {
    const detail = 'The sign-in page cannot be reached. Check your connection and try again.';
    return plain('Your sign-in could not be renewed', detail, 'sign-in');
  }
  if (error instanceof GivenUp) {
    const detail = `It was begun as ${nameOf(error.of)}, and was not sent as anybody else. Do it again if you still want it.`;
    return plain('You act as somebody else now', detail);
  }
  if (error instanceof NotLoaded) {
    const detail =
      'Check your connection and try again. If that does not help, reload the page; you are yourself again then.';
    return plain('A part of the console could not be loaded', detail, 'reload');
  }
  return undefined;
}

function plain(title: string, detail: string, remedy?: Said['remedy']): Said {
  const said = { title, detail, errors: [], code: undefined, requestId: undefined };
  return remedy === undefined ? said : { ...said, remedy };
}

/** Whether the API says that it was this. */
export function isProblem(error: unknown, ...codes: readonly ApiProblem['code'][]): boolean {
  return error instanceof ApiProblem && codes.includes(error.code);
}
