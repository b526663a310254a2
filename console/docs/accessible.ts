/** What the viewer leaves without a name, or outside of every landmark. */
const mended: readonly (readonly [selector: string, attributes: Readonly<Record<string, string>>])[] = [
  ['select#servers', { 'aria-label': 'Server' }],
  ['select.examples-select-element', { 'aria-label': 'Example' }],
  ['.information-container', { role: 'region', 'aria-label': 'About the API' }],
  ['.scheme-container', { role: 'region', 'aria-label': 'Server and credentials' }],
  ['.filter-container', { role: 'search', 'aria-label': 'Find operations' }],
  ['h3.opblock-tag', { 'aria-level': '2' }],
  ['.opblock-body h4', { 'aria-level': '3' }],
  ['section.models > h4', { 'aria-level': '2' }],
  ['.opblock-body h5', { 'aria-level': '4' }],
];

/** Mends the viewer's elements as they come. */
export function mendAccessibility(viewer: Element): void {
  const mend = (): void => {
    for (const [selector, attributes] of mended) {
      for (const element of viewer.querySelectorAll(selector)) {
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      }
    }
  };
  new MutationObserver(mend).observe(viewer, { childList: true, subtree: true });
}
