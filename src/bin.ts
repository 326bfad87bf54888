// Parses and runs on Node 20, to say what is needed; so it touches nothing else before it has looked at the version.
import module from 'node:module';
import { findCacheFolder } from './compile-cache.ts';

const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number);
const isKnownGood =
  major >= 26 || (major === 24 && minor >= 15) || (major === 22 && (minor > 22 || (minor === 22 && patch >= 3)));

if (isKnownGood) {
  const { emitWarning } = process;
  // Node 22 calls node:sqlite experimental on every start; a host would show that as an error.
  process.emitWarning = (warning, ...rest: unknown[]) => {
    if (!String(warning).includes('SQLite is an experimental feature'))
      Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  // A folder of our own: in the shared default one, others on the machine could put code in our way.
  const cacheFolder = findCacheFolder();
  if (cacheFolder !== undefined) module.enableCompileCache?.(cacheFolder);
  const { main } = await import('./main.ts');
  const ended = main(process.argv.slice(2));
  // Soon, and not at the end: a host may end us with a signal that leaves no time.
  setTimeout(() => module.flushCompileCache?.(), 1_000).unref();
  await ended;
} else {
  process.stderr.write(
    `task-manager-mcp needs Node 22.22.3 or later, 24.15 or later, or 26: older ones carry an SQLite that can lose data. This is ${process.version} (${process.execPath}).\n`,
  );
  process.exitCode = 1;
}
