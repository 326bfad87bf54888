import { existsSync } from 'node:fs';
import { NOT_UTF8, readText, replaceText } from './file.ts';
import { Unreadable } from './format.ts';
import type { Host, Launch, Places, Scope } from './host.ts';

const MARK = '\uFEFF';

/** What is to become of a host's configuration file. Nothing is written until it is carried out. */
interface Plan {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether the entry stands in the file now. */
  readonly isConnected: boolean;
}

/** A configuration file that is left as it is; the message says why. */
export class FileLeft extends Error {
  constructor(file: string, why: string, next: string) {
    super(`${file} is left as it is: ${why}. ${next}`);
  }
}

interface Where {
  readonly scope: Scope;
  readonly places: Places;
}

/** The entry that stands in the host's configuration now, if one does. Throws FileLeft. */
export function readEntry(host: Host, { scope, places }: Where): { file: string; entry: unknown } | undefined {
  const file = fileOf(host, host.files[scope](places));
  const text = read(file)?.replace(MARK, '');
  const entry = text && attempt(file, () => host.format.find(text));
  return entry === undefined || entry === '' ? undefined : { file, entry };
}

/** The entry in the file, all else as it is. Throws FileLeft. */
export function planConnection(host: Host, where: Where, launch: Launch): Plan {
  return plan(host, where, (text) => host.format.put(text ?? '', host.entry(launch)));
}

/** The file without the entry. Throws FileLeft. */
export function planRemoval(host: Host, where: Where): Plan {
  return plan(host, where, (text) => text && host.format.remove(text));
}

/** A file that holds nothing but the entry. */
export function blockOf({ format, entry }: Host, launch: Launch): string {
  return format.put('', entry(launch));
}

/** Throws FileLeft. */
export function carryOut({ file, before, after }: Plan): void {
  if (after === undefined || after === before) return;
  if (read(file) !== before) throw new FileLeft(file, 'another program changed it just now', 'Run the command again.');
  attempt(file, () => replaceText(file, after));
}

function plan(host: Host, { scope, places }: Where, change: (text: string | undefined) => string | undefined): Plan {
  const file = fileOf(host, host.files[scope](places));
  const before = read(file);
  const mark = before?.startsWith(MARK) === true ? MARK : '';
  const text = before?.slice(mark.length);
  return attempt(file, () => {
    const changed = change(text);
    return {
      file,
      before,
      after: changed === undefined ? undefined : `${mark}${changed}`,
      isConnected: text !== undefined && host.format.find(text) !== undefined,
    };
  });
}

/** The file that holds the entry; else the first that exists, else the last. */
function fileOf({ format }: Host, files: readonly [string, ...string[]]): string {
  const existing = files.filter((file) => existsSync(file));
  const holds = (file: string) => format.find((read(file) ?? '').replace(MARK, '')) !== undefined;
  const holder = existing.length < 2 ? undefined : existing.find((file) => attempt(file, () => holds(file)));
  return holder ?? existing[0] ?? files.at(-1) ?? files[0];
}

const read = (file: string) => attempt(file, () => readText(file));

function attempt<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof Unreadable)
      throw new FileLeft(file, error.message, 'Mend it there and run the command again.');
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === NOT_UTF8)
      throw new FileLeft(file, 'it is not UTF-8 text', 'Save it as UTF-8 and run the command again.');
    throw new FileLeft(
      file,
      `it cannot be read or written (${error.code})`,
      'Check the rights of the file and its folder.',
    );
  }
}
