import { closeSync, openSync, writeSync } from 'node:fs';

/** Puts so many bytes of one value over those of a file. */
export function overwrite(
  path: string,
  { at, bytes, value }: { readonly at: number; readonly bytes: number; readonly value: number },
): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(bytes, value), 0, bytes, at);
  closeSync(file);
}
