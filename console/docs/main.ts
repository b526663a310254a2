import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import './reference.css';
import { loadSettings } from '../settings.ts';

const { api } = await loadSettings();

SwaggerUI({
  dom_id: '#reference',
  url: `${api}/openapi.json`,
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  // Credentials typed into the page stay in it.
  persistAuthorization: false,
  validatorUrl: null,
});
