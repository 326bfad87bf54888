import type { ElicitRequestFormParams, ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { say, type ToolFixture, tool } from './fixture.ts';

type Form = ElicitRequestFormParams['requestedSchema'];

const Prompt = z.object({ prompt: z.string() });
const Message = z.object({ message: z.string() });

const CHOICES = ['option1', 'option2', 'option3'];
const titled = (...titles: string[]) => titles.map((title, index) => ({ const: `value${index + 1}`, title }));

const DEFAULTS: Form = {
  type: 'object',
  properties: {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  },
};

const ENUMS: Form = {
  type: 'object',
  properties: {
    untitledSingle: { type: 'string', enum: CHOICES },
    titledSingle: { type: 'string', oneOf: titled('First Option', 'Second Option', 'Third Option') },
    legacyEnum: {
      type: 'string',
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { type: 'string', enum: CHOICES } },
    titledMulti: { type: 'array', items: { anyOf: titled('First Choice', 'Second Choice', 'Third Choice') } },
  },
};

async function elicit({ mcpReq }: ServerContext, message: string, requestedSchema: Form): Promise<string> {
  const { action, content = {} } = await mcpReq.elicitInput({ message, requestedSchema });
  return `action=${action}, content=${JSON.stringify(content)}`;
}

/** They ask the client while the call runs, as was done before 2026. */
export const ASKING_TOOLS: readonly ToolFixture[] = [
  tool(
    'test_sampling',
    async (args, { mcpReq }) => {
      const { prompt: text } = Prompt.parse(args);
      const messages = [{ role: 'user' as const, content: { type: 'text' as const, text } }];
      const { content } = await mcpReq.requestSampling({ messages, maxTokens: 100 });
      return say(`LLM response: ${JSON.stringify(content)}`);
    },
    { properties: { prompt: { type: 'string' } }, required: ['prompt'] },
  ),
  tool(
    'test_elicitation',
    async (args, context) => {
      const { message } = Message.parse(args);
      const properties = { username: { type: 'string' as const }, email: { type: 'string' as const } };
      const form: Form = { type: 'object', properties, required: ['username', 'email'] };
      return say(`User response: ${await elicit(context, message, form)}`);
    },
    { properties: { message: { type: 'string' } }, required: ['message'] },
  ),
  tool('test_elicitation_sep1034_defaults', async (_args, context) =>
    say(`Elicitation completed: ${await elicit(context, 'Change what is not right', DEFAULTS)}`),
  ),
  tool('test_elicitation_sep1330_enums', async (_args, context) =>
    say(`Elicitation completed: ${await elicit(context, 'Choose', ENUMS)}`),
  ),
];
