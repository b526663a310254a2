import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Connect, type Plugin } from 'vite';

const project = join(import.meta.dirname, '..');

/** While the console is worked on, it uses the product that `npm start` runs. */
function localSettings(): Plugin {
  const serve: Connect.NextHandleFunction = (request, response, next) => {
    if (request.url !== '/config.json') return next();
    const { api, issuer, clientId } = JSON.parse(
      readFileSync(join(project, '.local', 'endpoint.json'), 'utf8'),
    ) as Record<string, string>;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ api, issuer, clientId, serviceUserHeader: 'X-Amorphic-Service-User' }));
  };
  return {
    name: 'local-settings',
    configureServer: (server) => void server.middlewares.use(serve),
    configurePreviewServer: (server) => void server.middlewares.use(serve),
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [localSettings()],
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  preview: { host: '127.0.0.1', port: 5173, strictPort: true },
  build: {
    outDir: join(project, 'dist', 'console'),
    emptyOutDir: true,
    target: 'es2023',
    // Under the content security policy nothing may stand inline, and every browser of that age preloads by itself.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    modulePreload: {
      polyfill: false,
      // A page's file comes before what it needs: of what did not come a browser keeps the failure, and of the one file
      // that it was asked for the console asks again.
      resolveDependencies: (_, needed, { hostType }) =>
        hostType === 'html' ? needed : needed.filter((file) => file.endsWith('.css')),
    },
    rollupOptions: {
      // Marks for servers that render React; this page has none.
      onwarn: (warning, show) => (warning.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : show(warning)),
      input: {
        index: join(import.meta.dirname, 'index.html'),
        docs: join(import.meta.dirname, 'docs', 'index.html'),
      },
    },
  },
});
