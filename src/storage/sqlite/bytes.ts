import { closeSync, openSync, readSync, statSync } from 'node:fs';

// Only for files that this process does not have open as a database: closing one drops every lock it has on it.

const CHUNK_BYTES = 1_000_000;

/** Whether both files hold the same bytes. */
export function isSameContent(one: string, other: string): boolean {
  if (statSync(one).size !== statSync(other).size) return false;
  const others = chunksOf(other);
  for (const chunk of chunksOf(one)) if (others.next().value?.equals(chunk) !== true) return false;
  return true;
}

/** Whether the text, of ASCII characters, stands anywhere in the file. */
export function holdsText(path: string, text: string): boolean {
  let end = Buffer.alloc(0);
  for (const chunk of chunksOf(path)) {
    const bytes = Buffer.concat([end, chunk]);
    if (bytes.includes(text)) return true;
    end = bytes.subarray(Math.max(0, bytes.length - text.length + 1));
  }
  return false;
}

/** The file from its beginning, in parts of equal size but for the last. */
export function* chunksOf(path: string, size = CHUNK_BYTES): Generator<Buffer, undefined> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = Buffer.alloc(size);
      const length = readSync(file, chunk);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
