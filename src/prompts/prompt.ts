import type { Call } from '../domain/call.ts';

interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  complete?(call: Call, beginning: string): Promise<string[]>;
}

/** Our words without the sentences that name a tool which is not exposed. Not for what holds words of the user's. */
export type Fitting = (ours: string) => string;

export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** Tools without which it leads nowhere: where one is not exposed, neither is the prompt. */
  readonly needs?: readonly string[];
  /** What is said to the model, with the tasks that it needs already in it. */
  text(call: Call, args: Readonly<Record<string, string>>, fitting: Fitting): Promise<string>;
}
