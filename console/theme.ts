import { applyMode, Mode } from '@cloudscape-design/global-styles';

/** What the person chose; `system` follows the machine. */
export type Theme = 'system' | 'light' | 'dark';

const key = 'theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The theme that was chosen on this machine: a preference, kept in storage. */
export function chosenTheme(): Theme {
  const found = localStorage.getItem(key);
  return found === 'light' || found === 'dark' ? found : 'system';
}

/** Shows the page in the chosen theme, and follows the machine where nothing is chosen. */
export function applyTheme(): void {
  const theme = chosenTheme();
  const isDark = theme === 'system' ? dark.matches : theme === 'dark';
  applyMode(isDark ? Mode.Dark : Mode.Light);
  dark.onchange = applyTheme;
}

/** Chooses a theme from now on. */
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyTheme();
}
