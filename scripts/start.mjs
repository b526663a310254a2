// `npm start`: installs what is missing, then runs the product on this machine with the project's own Node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environment, install, root } from './bootstrap.mjs';

install();

/** The Node that npm installed where there is a package of it, else this one if it runs TypeScript. */
function suitableNode() {
  const own = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(own)) return own;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(`Node.js 22.18 or newer is needed; this is ${process.version}. Try: nvm install 24`);
  process.exit(2);
}

const program = join(root, 'bin', 'local.ts');
// The channel tells the product when this process is gone, however it ended.
const child = spawn(suitableNode(), [program, ...process.argv.slice(2)], {
  env: environment,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`The product does not start: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));

// npm ends without a word to its script when it is killed by force: its place is then taken by another process.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  const look = () => {
    if (process.ppid !== parent) child.kill('SIGTERM');
    setTimeout(look, 1000).unref();
  };
  look();
}
