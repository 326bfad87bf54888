import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

export const NOT_UTF8 = 'ERR_ENCODING_INVALID_ENCODED_DATA';

/** A file's bytes as text, or undefined if there is none. Throws an error with NOT_UTF8 as its code, or the system's. */
export function readText(path: string): string | undefined {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  // The mark that some editors put at the beginning is kept as a character.
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
}

/** Another text in the file's place, all at once, with the rights it has; makes file and folders that are missing. */
export function replaceText(path: string, text: string): void {
  const target = targetOf(path);
  const standing = statSync(target, { throwIfNoEntry: false });
  mkdirSync(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: standing?.mode ?? 0o666, flush: true });
    if (standing !== undefined) {
      chmodSync(temporary, standing.mode & 0o7777);
      const own = statSync(temporary);
      if (own.uid !== standing.uid || own.gid !== standing.gid) chownSync(temporary, standing.uid, standing.gid);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Where a symbolic link leads, also when nothing is there yet. */
function targetOf(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path);
  return targetOf(resolve(dirname(path), readlinkSync(path)));
}
