// A fresh process: CPU and wall time of one import. Without an argument: what a process does anyway.
const [file] = process.argv.slice(2);
const before = process.cpuUsage();
const begun = performance.now();
if (file !== undefined) await import(file);
const { user, system } = process.cpuUsage(before);
process.send?.({ cpu: (user + system) / 1000, wall: performance.now() - begun });
process.disconnect?.();
process.exit();
