import type { Call } from '../domain/call.ts';

/** The task list, opened for one command. */
export interface OpenList {
  readonly call: Call;
  close(): Promise<void>;
}

/** What a command may use. The settings are read from flags and environment when `open` is called. */
export interface CliContext {
  readonly version: string;
  open(): Promise<OpenList>;
}

/** A command that failed and has said so itself. */
export class Failed extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super();
    this.exitCode = exitCode;
  }
}
