import type { Call } from '../domain/call.ts';

interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  complete?(call: Call, beginning: string): Promise<string[]>;
}

export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** What is said to the model, with the tasks that it needs already in it. */
  text(call: Call, args: Readonly<Record<string, string>>): Promise<string>;
}
