import { ApiProblem } from '../../shared/contract/client.ts';
import { SignedOut } from '../signIn/personSession.ts';

/** A refusal or failure in words: what happened, why, and what to do. */
export interface Said {
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly code: string | undefined;
  readonly requestId: string | undefined;
}

/** Puts any error into words that help. */
export function saidOf(error: unknown): Said {
  if (error instanceof ApiProblem) return error;
  if (error instanceof SignedOut) {
    return plain('You are signed out', 'Your session at the sign-in page has ended. Sign in again to go on.');
  }
  if (error instanceof TypeError) {
    return plain(
      'The API cannot be reached',
      'Check your connection and try again; nothing was shown to have changed.',
    );
  }
  return plain('Something in this page failed', error instanceof Error ? error.message : String(error));
}

function plain(title: string, detail: string): Said {
  return { title, detail, errors: [], code: undefined, requestId: undefined };
}

/** Whether the API says that it was this. */
export function isProblem(error: unknown, ...codes: readonly ApiProblem['code'][]): boolean {
  return error instanceof ApiProblem && codes.includes(error.code);
}
