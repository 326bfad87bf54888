import { z } from 'zod';
import type { Call } from '../domain/call.ts';
import { type Answer, once, type Replay } from '../domain/once.ts';
import type { Tx } from '../domain/store.ts';
import { toInvalid } from './invalid.ts';

/** What a tool does to the list; the only safety fact: hints, read-only mode and required scope derive from it. */
export type Effect = 'read' | 'add' | 'change' | 'delete';

/** How the tool is called on a command line. Positionals are names of its arguments; the others become flags. */
interface ToolCommand {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly positionals: readonly string[];
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
  extends Pick<Tool, 'name' | 'title' | 'description' | 'command'> {
  readonly input: Input;
  readonly output: Output;
  data(result: Result): z.output<Output>;
  text(result: Result): string;
}

interface ReadSpec<Input extends z.ZodObject, Output extends z.ZodObject, Result>
  extends ToolSpec<Input, Output, Result> {
  run(call: Call, input: z.output<Input>): Promise<Result>;
}

interface WriteSpec<Input extends z.ZodObject, Output extends z.ZodObject, Result>
  extends ToolSpec<Input, Output, Result> {
  readonly effect: Exclude<Effect, 'read'>;
  readonly replay?: Replay;
  /** Runs inside the one transaction of the call, so everything awaited must be `tx`. */
  run(tx: Tx, call: Call, input: z.output<Input>, told: Told): Promise<Result>;
}

/** What a tool may know of a call beside its arguments: the key itself is nobody's business, and must reach no log. */
interface Told {
  readonly hasKey: boolean;
}

const MAX_KEY = 255;

/** The rule stands in no schema: it would cost tokens in every writing tool, and nobody comes near it. */
const Key = z.string().refine((key) => /^[\x21-\x7e]+$/.test(key) && key.length <= MAX_KEY, {
  error: `must be 1–${MAX_KEY} visible ASCII characters without spaces`,
});
const KEYED = { idempotency_key: Key.optional() };
const WithKey = z.looseObject(KEYED);

/** Closes over the types of one tool, so that a list of tools needs no casts. */
export function defineReadTool<Input extends z.ZodObject, Output extends z.ZodObject, Result>(
  spec: ReadSpec<Input, Output, Result>,
): Tool {
  const { run, data, text, ...facts } = spec;
  return {
    ...facts,
    effect: 'read',
    async invoke(call, args) {
      const result = await run(call, parse(spec.input, args, facts));
      return { data: data(result), text: text(result) };
    },
  };
}

/** The same for a tool that writes: it takes a key, and its effect and its answer are one transaction. */
export function defineWriteTool<Input extends z.ZodObject, Output extends z.ZodObject, Result>(
  spec: WriteSpec<Input, Output, Result>,
): Tool {
  const { run, data, text, replay, ...facts } = spec;
  const known = { ...facts, input: spec.input.extend(KEYED) };
  return {
    ...known,
    async invoke(call, args) {
      const { idempotency_key, ...rest } = parse(WithKey, args, known);
      const input = parse(spec.input, rest, known);
      const hasKey = idempotency_key !== undefined;
      const work = (tx: Tx) =>
        once(tx, call, { ...replay, tool: spec.name, key: idempotency_key, args: input }, async () => {
          const result = await run(tx, call, input, { hasKey });
          return { data: data(result), text: text(result) };
        });
      return call.store.write(work, { isKeyed: hasKey });
    },
  };
}

function parse<Input extends z.ZodObject>(
  input: Input,
  args: unknown,
  facts: Pick<Tool, 'name' | 'input'>,
): z.output<Input> {
  const parsed = input.safeParse(args, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw toInvalid(parsed.error, facts);
}
