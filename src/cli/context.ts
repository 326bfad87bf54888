import type { Call } from '../domain/call.ts';
import type { Finding } from '../domain/finding.ts';
import type { Migration, MigrationProgress } from '../domain/migration.ts';
import type { Answer } from '../domain/once.ts';
import type { Outlet } from '../domain/outlet.ts';
import type { Launch, Places } from '../hosts/host.ts';
import type { Tool } from '../tools/tool.ts';

/** The task list, opened for one command. */
export interface OpenList {
  readonly call: Call;
  /** Runs a tool, and logs that it did; `confirmed` as in Call. Throws a TaskError for what the caller can mend. */
  invoke(tool: Tool, args: unknown, confirmed?: string): Promise<Answer>;
  /** The way out to receivers of webhooks. */
  outlet(): Promise<Outlet>;
  close(): Promise<void>;
}

/** Runs the work on the list, which is closed afterwards. */
export type WithList = (work: (list: OpenList) => Promise<void>) => Promise<void>;

/** What a command may use. The settings are read from flags and environment when a function is called. */
export interface CliContext {
  open(): Promise<OpenList>;
  /** Serves over HTTP until a signal ends it. Throws Invalid. */
  serve(): Promise<void>;
  /** Writes a copy of the list to a new file. Throws StorageFailed. */
  backup(to: string): Promise<void>;
  /**
   * Puts a backup in place of the list. Gives the path where the list as it was is kept, undefined where there was
   * none. Throws StorageFailed.
   */
  restore(from: string): Promise<string | undefined>;
  /** Brings the list (of the settings, unless `from` names another) to another database. Throws Invalid, StorageFailed. */
  migrate(
    urls: { readonly from: string | undefined; readonly to: string },
    onProgress: MigrationProgress,
  ): Promise<Migration>;
  /** Every row of a database of the tutorial's server. Throws StorageFailed. */
  readTutorial(path: string): AsyncIterable<{ id: string; task: unknown }>;
  /** What is right and wrong with this set-up; changes nothing. */
  examine(): Promise<Finding[]>;
  /** Where hosts keep their configuration. Throws Invalid. */
  readonly places: Places;
  /** This very program, as a host can start it. */
  readonly program: Pick<Launch, 'command' | 'args'>;
}

/** A command that failed and has said so itself. */
export class Failed extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super();
    this.exitCode = exitCode;
  }
}
