import { MissingRequiredClientCapabilityError } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { declaredBy } from './declared.ts';
import { IMAGE, say, type ToolFixture, tool } from './fixture.ts';

const STEP_MS = 50;

/** A moment of silence. */
const AUDIO = {
  type: 'audio',
  data: 'UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAgICAgICAgA==',
  mimeType: 'audio/wav',
};

/** Every keyword that a server or client might drop on its way. */
const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

const pause = () => new Promise((resolve) => setTimeout(resolve, STEP_MS));
const resource = (uri: string, mimeType: string, text: string) => ({
  type: 'resource',
  resource: { uri, mimeType, text },
});

export const CONTENT_TOOLS: readonly ToolFixture[] = [
  tool('test_simple_text', () => say('This is a simple text response for testing.')),
  tool('test_image_content', () => ({ content: [IMAGE] })),
  tool('test_audio_content', () => ({ content: [AUDIO] })),
  tool('test_embedded_resource', () => ({
    content: [resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
  })),
  tool('test_multiple_content_types', () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      IMAGE,
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  })),
  tool('test_error_handling', () => ({
    ...say('This tool intentionally returns an error for testing'),
    isError: true,
  })),
  tool('test_tool_with_logging', async (_args, { mcpReq }) => {
    await mcpReq.log('info', 'Tool execution started');
    await pause();
    await mcpReq.log('info', 'Tool processing data');
    await pause();
    await mcpReq.log('info', 'Tool execution completed');
    return say('It has logged.');
  }),
  tool('test_logging_tool', async (_args, { mcpReq }) => {
    await mcpReq.log('info', 'Only who asked for it hears this');
    return say('It has logged.');
  }),
  tool('test_tool_with_progress', async (_args, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined)
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
      if (progress < 100) await pause();
    }
    return say('It is done.');
  }),
  tool('test_missing_capability', (_args, context) => {
    const requiredCapabilities = { sampling: {} };
    if (!z.object({ sampling: z.object({}) }).safeParse(declaredBy(context)).success)
      throw new MissingRequiredClientCapabilityError({ requiredCapabilities });
    return say('The client can sample.');
  }),
  tool('json_schema_2020_12_tool', () => say('It is there to be listed.'), SCHEMA_2020_12),
];
