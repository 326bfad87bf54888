import type { Prompt, Resource, Result, ServerContext, Tool } from '@modelcontextprotocol/server';

/** What the suite expects to find, and how it answers. */
export interface Fixture<Entry> {
  readonly entry: Entry;
  answer(args: Readonly<Record<string, unknown>>, context: ServerContext): Result | Promise<Result>;
}

export type ToolFixture = Fixture<Tool>;
export type PromptFixture = Fixture<Prompt>;
export type ResourceFixture = Fixture<Resource>;

/** A tool without arguments, but for what its schema says more. */
export function tool(name: string, answer: ToolFixture['answer'], inputSchema: object = {}): ToolFixture {
  return {
    entry: { name, description: `The suite's ${name}`, inputSchema: { type: 'object', ...inputSchema } },
    answer,
  };
}

/** A tool's answer in one text. */
export const say = (text: string): Result => ({ content: [{ type: 'text', text }] });

/** A red pixel. */
export const IMAGE = {
  type: 'image',
  data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC',
  mimeType: 'image/png',
};
