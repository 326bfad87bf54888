import { type App, openApp } from './app.ts';
import { ConfigError, configOf, isUnset } from './config.ts';
import { TaskError } from './domain/errors.ts';
import { explain } from './tools/explain.ts';
import { TOOLS } from './tools/index.ts';

/** What a tool answered: `text` as a model reads it, `data` for programs. */
export interface ToolAnswer {
  readonly text: string;
  readonly data: Record<string, unknown>;
}

export interface OpenOptions {
  /** A file path or `sqlite:` URL; default: DATABASE_URL, else the list that every host on this machine shares. */
  readonly url?: string;
  /** Who does it, as the history names them; default: TASK_ACTOR, else `user@library`. */
  readonly actor?: string;
}

export interface TaskManager {
  /** Calls a tool by its name, e.g. `add_task`. Rejects with TaskManagerError. */
  call(tool: string, args?: Record<string, unknown>): Promise<ToolAnswer>;
  /** Finishes what runs and closes the database. */
  close(): Promise<void>;
}

/** A call that failed. `code` is `invalid`, `not_found`, `too_large`, `unconfirmed` or `storage`; the message ends with the next step. */
export class TaskManagerError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'TaskManagerError';
    this.code = code;
  }
}

/** Opens the task list in this process, beside any other process that uses it. Rejects with TaskManagerError. */
export async function openTaskManager({ url, actor }: OpenOptions = {}): Promise<TaskManager> {
  try {
    // A host passes `${NAME}` on unasked; a program that gives it, or nothing, has meant another list than the shared one.
    for (const [name, value] of Object.entries({ url, actor })) {
      if (value !== undefined && isUnset(value))
        throw new ConfigError(
          `${name} says nothing: it is ${JSON.stringify(value)}.`,
          'Give it a value, or leave it out.',
        );
    }
    return managerOf(await openApp(configOf({ 'database-url': url, 'task-actor': actor }, false)));
  } catch (error) {
    throw toTaskManagerError(error);
  }
}

function managerOf({ services, close }: App): TaskManager {
  const call = services.callFor('library');
  return {
    async call(name, args = {}) {
      const tool = TOOLS.find((each) => each.name === name);
      if (tool === undefined) throw new TaskManagerError('invalid', `Unknown tool: ${name}`);
      try {
        return await tool.invoke(call, args);
      } catch (error) {
        throw toTaskManagerError(error);
      }
    },
    close,
  };
}

function toTaskManagerError(error: unknown): unknown {
  return error instanceof TaskError ? new TaskManagerError(error.code, explain(error)) : error;
}
