// `npm run screenshots`: runs the console's tests and keeps the pictures that they make under docs/screenshots.
process.env.SCREENSHOTS = 'docs';
process.argv.push('--project', 'console');
await import('./test.mjs');
