// `npm start`: installs what is missing, then runs the product on this machine with the project's own Node.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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

// npm that is killed by force tells nobody: the shell between it and us then has another parent, or we have.
function ancestors() {
  try {
    const [, , parentOfParent] = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
      .replace(/^.*\) /, '- ')
      .split(' ');
    return `${process.ppid} ${parentOfParent}`;
  } catch {
    return String(process.ppid);
  }
}

if (process.env.npm_lifecycle_event !== undefined) {
  const family = ancestors();
  const look = () => {
    if (ancestors() !== family) child.kill('SIGTERM');
    setTimeout(look, 1000).unref();
  };
  look();
}
