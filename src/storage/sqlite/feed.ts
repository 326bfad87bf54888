import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StorageFailed } from '../../domain/errors.ts';
import { errcodeOf } from './retry.ts';

const POLL_MS = 100;
/** Stands for the version of a file that is no longer in its place: whoever then reads is told why. */
const LOST = 'lost';
/** The log file is written before the commit can be seen, so a look right at its event would come too early. */
const SETTLE_MS = 5;

/**
 * Tells that any process, this one too, has committed, or that the file was deleted or replaced. The truth is polling
 * `PRAGMA data_version`, on a connection that does not write, and the file's identity; watching the folder only makes it
 * faster. Runs only while somebody listens.
 */
export class Feed {
  readonly #path: string;
  readonly #readVersion: StatementSync;
  readonly #checkIdentity: (everyMs: number) => void;
  readonly #listeners = new Set<() => void>();
  #version: unknown;
  #poll: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #watcher: FSWatcher | undefined;

  /** `checkIdentity` is the one that reads go by too: once it has found the file lost, they find it lost. */
  constructor(reader: DatabaseSync, path: string, checkIdentity: (everyMs: number) => void) {
    this.#path = path;
    this.#checkIdentity = checkIdentity;
    this.#readVersion = reader.prepare('PRAGMA data_version');
  }

  /**
   * Calls `listener` soon after each commit from now on, and once when the file is lost or the feed is closed. Gives a
   * function that ends it.
   */
  watch(listener: () => void): () => void {
    if (this.#listeners.size === 0) this.#start();
    // A wrapper of its own, so that the same function may listen twice.
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    clearInterval(this.#poll);
    clearTimeout(this.#soon);
    this.#watcher?.close();
    this.#soon = undefined;
    // Who waits for a change would wait in vain; who then reads is told why.
    for (const listener of this.#listeners) listener();
  }

  #start(): void {
    this.#version = this.#look();
    this.#poll = setInterval(() => this.#check(), POLL_MS).unref();
    try {
      this.#watcher = watch(dirname(this.#path), { persistent: false }, (_event, name) => this.#stir(name));
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // No more watches to be had on this machine: polling alone is slower, not wrong.
    }
  }

  #stir(name: string | null): void {
    if (name !== `${basename(this.#path)}-wal` || this.#soon !== undefined) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.#check();
    }, SETTLE_MS).unref();
  }

  #check(): void {
    const version = this.#look();
    if (version === this.#version) return;
    this.#version = version;
    for (const listener of this.#listeners) listener();
  }

  #look(): unknown {
    try {
      this.#checkIdentity(POLL_MS);
      return this.#readVersion.get()?.data_version;
    } catch (error) {
      if (error instanceof StorageFailed) return LOST;
      // Busy for a moment, or replaced: the next look, or the next read, tells.
      if (errcodeOf(error) === undefined) throw error;
      return this.#version;
    }
  }
}
