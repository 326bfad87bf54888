import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Invalid } from '../domain/errors.ts';
import { startOf } from './source-file.ts';

const BLOCK = 65_536;

interface Target {
  /** Tells whether all of it was taken: whoever reads standard output may stop early, as `head` does. */
  write(texts: AsyncIterable<string>): Promise<boolean>;
}

/**
 * Where an export goes: a file, or standard output. A file gets its name once it is whole, so one that was there stays
 * until then. To be called before the list is opened. Throws Invalid for a file that is no text, such as the list itself.
 */
export async function openTarget(output: string | undefined): Promise<Target> {
  if (output === undefined) return { write: (texts) => toStdout(texts) };
  const there = await stat(output).catch(() => undefined);
  if (there === undefined) return { write: (texts) => toFile(texts, output) };
  if (there.isDirectory()) throw new Invalid(`${output} is a folder.`, 'Name a file.');
  if (!there.isFile()) return { write: (texts) => toDevice(texts, output) };
  if ((await startOf(output)).includes('\0'))
    throw new Invalid(`${output} holds something that is no text, so it is left alone.`, 'Name another file.');
  const real = await realpath(output);
  return { write: (texts) => toFile(texts, real) };
}

async function toFile(texts: AsyncIterable<string>, path: string): Promise<boolean> {
  const part = `${path}.${process.pid}.part`;
  try {
    await pipeline(blocksOf(texts), createWriteStream(part, { flags: 'wx', flush: true }));
    await rename(part, path);
    return true;
  } catch (error) {
    await rm(part, { force: true });
    throw toRefusal(error, path);
  }
}

/** What is there already and no file, such as a named pipe. */
async function toDevice(texts: AsyncIterable<string>, path: string): Promise<boolean> {
  try {
    await pipeline(blocksOf(texts), createWriteStream(path));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return false;
    throw toRefusal(error, path);
  }
}

function toRefusal(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  return new Invalid(`${path} cannot be written (${error.code}).`, 'Name a file in a folder that this user may write.');
}

async function toStdout(texts: AsyncIterable<string>): Promise<boolean> {
  try {
    await pipeline(blocksOf(texts), process.stdout, { end: false });
    return true;
  } catch (error) {
    // Whoever listens to the errors of standard output judges this one.
    if (!(error instanceof Error && 'syscall' in error && error.syscall === 'write')) throw error;
    return false;
  }
}

/** A write for every task would be a system call for every task. */
function blocksOf(texts: AsyncIterable<string>): Readable {
  return Readable.from(joined(texts), { objectMode: false });
}

async function* joined(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let block = '';
  for await (const text of texts) {
    block += text;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  yield block;
}
