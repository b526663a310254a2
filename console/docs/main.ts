import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import './reference.css';
import { loadSettings } from '../settings.ts';
import { mendAccessibility } from './accessible.ts';
import { plainText } from './plainText.ts';
import { chosenTheme } from '../theme.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** As the console is shown; the viewer has a dark look of its own. */
function applyTheme(): void {
  const theme = chosenTheme();
  const isDark = theme === 'system' ? dark.matches : theme === 'dark';
  document.documentElement.classList.toggle('dark-mode', isDark);
}

applyTheme();
dark.addEventListener('change', applyTheme);

const { api } = await loadSettings();
const url = `${api}/openapi.json`;

const link = document.querySelector<HTMLAnchorElement>('#document');
if (link !== null) {
  link.href = url;
  link.hidden = false;
}

const viewer = document.querySelector('#reference');
if (viewer !== null) mendAccessibility(viewer);

SwaggerUI({
  dom_id: '#reference',
  url,
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  // Credentials typed into the page stay in it.
  persistAuthorization: false,
  validatorUrl: null,
  plugins: [plainText],
});
