import { hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Invalid } from '../domain/errors.ts';

const START_BYTES = 65_536;
const PIPE = '-';

/** A file that can be read more than once, whatever it was given as. */
export interface ReadableFile {
  readonly path: string;
  /** Stands for where it lies, without telling; all that comes through a pipe has one. */
  readonly id: string;
  /** Its first bytes, one character each. */
  readonly start: string;
  /** Throws Invalid where it is not UTF-8. */
  text(): AsyncGenerator<string>;
  close(): Promise<void>;
}

/** `-` is standard input. What is no file on a disk is copied to one for as long as it is read. Throws Invalid. */
export async function openSource(given: string): Promise<ReadableFile> {
  const found = given === PIPE ? undefined : await stat(given).catch((error) => refuse(given, error));
  if (found?.isDirectory()) throw new Invalid(`${given} is a folder.`, 'Name a file.');
  if (found?.isFile()) {
    const id = hash('sha256', await realpath(given), 'base64url').slice(0, 22);
    return { path: given, id, start: await startOf(given), text: () => textOf(given), close: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'task-manager-import-'));
  const path = join(folder, 'input');
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(given === PIPE ? process.stdin : createReadStream(given), createWriteStream(path, { mode: 0o600 }));
    return { path, id: PIPE, start: await startOf(path), text: () => textOf(path), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function refuse(given: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const says = code === 'ENOENT' ? `There is no file ${given}` : `${given} cannot be read (${code})`;
  throw new Invalid(`${says}.`, 'Name a file, or - for standard input.');
}

/** Whoever opens the list must have done this before: closing a file drops the locks on it that this process has. */
export async function startOf(path: string): Promise<string> {
  const file = await open(path).catch((error) => refuse(path, error));
  const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES));
  await file.close();
  return buffer.toString('latin1', 0, bytesRead);
}

async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  try {
    for await (const bytes of createReadStream(path)) {
      const text = decoder.decode(bytes, { stream: true });
      yield text;
      line += text.split('\n').length - 1;
    }
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')) throw error;
    throw new Invalid(`it is not UTF-8 text (after line ${line})`, 'Save it as UTF-8.');
  }
}
