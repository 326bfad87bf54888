import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Call } from '../domain/call.ts';
import { PROMPTS } from '../prompts/index.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { shown } from './shown.ts';

export const PROMPT_LIST = PROMPTS.map(({ name, title, description, arguments: args }) => ({
  name,
  title,
  description,
  arguments: args.map((argument) => ({
    name: argument.name,
    description: argument.description,
    required: argument.required,
  })),
}));

function find(name: string): Prompt {
  const prompt = PROMPTS.find((each) => each.name === name);
  if (prompt === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${shown(name)}`);
  return prompt;
}

/** The prompt filled in. Throws ProtocolError for an unknown one or a missing argument. */
export async function getPrompt(call: Call, name: string, args: Readonly<Record<string, string>>) {
  const prompt = find(name);
  for (const { name: argument, required } of prompt.arguments) {
    if (required && (args[argument] ?? '').trim() === '') {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `'${argument}' is required`);
    }
  }
  const text = await prompt.text(call, args);
  return {
    description: prompt.description,
    messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
  };
}

/** What an argument may be. Throws ProtocolError for an unknown prompt. */
export async function completePrompt(call: Call, name: string, argument: string, beginning: string): Promise<string[]> {
  const known = find(name).arguments.find((each) => each.name === argument);
  return (await known?.complete?.(call, beginning)) ?? [];
}
