import type { z } from 'zod';
import type { Call } from '../domain/call.ts';
import { toInvalid } from './invalid.ts';

/** What a tool does to the list; the only safety fact: hints, read-only mode and required scope derive from it. */
export type Effect = 'read' | 'add' | 'change' | 'delete';

/** How the tool is called on a command line. Positionals are names of its arguments; the others become flags. */
interface ToolCommand {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly positionals: readonly string[];
}

export interface Answer {
  /** For programs. */
  readonly data: Record<string, unknown>;
  /** For models and people: carries all that the next step needs. */
  readonly text: string;
}

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: Effect;
  readonly command: ToolCommand;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** Parses the arguments and runs the tool. Throws a TaskError for what the caller can mend. */
  invoke(call: Call, args: unknown): Promise<Answer>;
}

interface ToolSpec<Input extends z.ZodObject, Output extends z.ZodObject, Result>
  extends Pick<Tool, 'name' | 'title' | 'description' | 'effect' | 'command'> {
  readonly input: Input;
  readonly output: Output;
  run(call: Call, input: z.output<Input>): Promise<Result>;
  data(result: Result): z.output<Output>;
  text(result: Result): string;
}

/** Closes over the types of one tool, so that a list of tools needs no casts. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject, Result>(
  spec: ToolSpec<Input, Output, Result>,
): Tool {
  const { run, data, text, ...facts } = spec;
  return {
    ...facts,
    async invoke(call, args) {
      const parsed = spec.input.safeParse(args, { reportInput: true });
      if (!parsed.success) throw toInvalid(parsed.error, facts);
      const result = await run(call, parsed.data);
      return { data: data(result), text: text(result) };
    },
  };
}
