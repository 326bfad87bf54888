import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Call } from '../domain/call.ts';
import type { Fitting, Prompt } from '../prompts/prompt.ts';
import { shown } from './shown.ts';

/** What `prompts/list` answers of a prompt. */
export function promptEntry({ name, title, description, arguments: args }: Prompt) {
  return {
    name,
    title,
    description,
    arguments: args.map((argument) => ({
      name: argument.name,
      description: argument.description,
      required: argument.required,
    })),
  };
}

/** Throws ProtocolError for an unknown one. */
export function findPrompt(prompts: readonly Prompt[], name: string): Prompt {
  const prompt = prompts.find((each) => each.name === name);
  if (prompt === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${shown(name)}`);
  return prompt;
}

/** The prompt filled in. Throws ProtocolError for a missing argument. */
export async function getPrompt(call: Call, prompt: Prompt, args: Readonly<Record<string, string>>, fitting: Fitting) {
  for (const { name: argument, required } of prompt.arguments) {
    if (required && (args[argument] ?? '').trim() === '') {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `'${argument}' is required`);
    }
  }
  // What did not fit may have been the last sentence.
  const text = (await prompt.text(call, args, fitting)).trimEnd();
  return {
    description: prompt.description,
    messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
  };
}

/** What an argument may be. */
export async function completePrompt(
  call: Call,
  prompt: Prompt,
  argument: string,
  beginning: string,
): Promise<string[]> {
  const known = prompt.arguments.find((each) => each.name === argument);
  return (await known?.complete?.(call, beginning)) ?? [];
}
