import { IMAGE, type PromptFixture } from './fixture.ts';
import { INPUT_PROMPT } from './input-tools.ts';

const required = (...names: string[]) => names.map((name) => ({ name, required: true }));
const message = (content: object) => ({ role: 'user', content });
const text = (words: string) => message({ type: 'text', text: words });

export const PROMPTS: readonly PromptFixture[] = [
  {
    entry: { name: 'test_simple_prompt', description: 'Without arguments' },
    answer: () => ({ messages: [text('This is a simple prompt for testing.')] }),
  },
  {
    entry: {
      name: 'test_prompt_with_arguments',
      description: 'Says its arguments',
      arguments: required('arg1', 'arg2'),
    },
    answer: ({ arg1, arg2 }) => ({ messages: [text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }),
  },
  {
    entry: {
      name: 'test_prompt_with_embedded_resource',
      description: 'Brings a resource along',
      arguments: required('resourceUri'),
    },
    answer: ({ resourceUri: uri }) => {
      const resource = { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' };
      const request = text('Please process the embedded resource above.');
      return { messages: [message({ type: 'resource', resource }), request] };
    },
  },
  {
    entry: { name: 'test_prompt_with_image', description: 'Brings an image along' },
    answer: () => ({ messages: [message(IMAGE), text('Please analyze the image above.')] }),
  },
  INPUT_PROMPT,
];
