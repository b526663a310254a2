/** A person who can be picked on the sign-in page. */
export interface LocalPerson {
  /** The subject in their tokens. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** What one may try as this person. */
  readonly note: string;
}

/** Everybody who can sign in. */
export interface LocalPeople {
  /** Those whom the page offers. */
  readonly shown: readonly LocalPerson[];
  /** A person by subject; undefined for nobody. */
  find(id: string): LocalPerson | undefined;
}

const style = `
  :root { color-scheme: light dark; --ink: #16191f; --soft: #5f6b7a; --line: #d1d5db; --card: #fff; --page: #f2f3f3; --mark: #0972d3 }
  @media (prefers-color-scheme: dark) { :root { --ink: #e9ebed; --soft: #9ba7b6; --line: #414d5c; --card: #192534; --page: #0f1b2a; --mark: #539fe5 } }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
  main { width: min(26rem, 100vw - 2rem); background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.5rem; box-sizing: border-box }
  h1 { font-size: 1.25rem; margin: 0 0 .25rem }
  p { color: var(--soft); margin: 0 0 1rem }
  ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem }
  button { font: inherit; color: inherit; width: 100%; text-align: start; background: none; border: 1px solid var(--line); border-radius: 8px; padding: .625rem .875rem; cursor: pointer }
  button:hover, button:focus-visible { border-color: var(--mark); outline: 2px solid var(--mark); outline-offset: 1px }
  button span { display: block; color: var(--soft); font-size: .875rem }
`;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for HTML content and attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/** A whole page; `body` is HTML already. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

/** The page on which one picks who to be: one form, one button per person. */
export function pickPersonPage(action: string, people: readonly LocalPerson[]): string {
  const rows = people.map(
    ({ id, name, note }) =>
      `<li><button name="person" value="${escapeHtml(id)}">${escapeHtml(name)}<span>${escapeHtml(note)}</span></button></li>`,
  );
  const form = `<form method="post" action="${escapeHtml(action)}"><ul>${rows.join('')}</ul></form>`;
  return page('Sign in', `<p>A provider on this machine, for trying out. Who are you today?</p>${form}`);
}
