import type { Result } from '@modelcontextprotocol/server';
import { IMAGE, type ResourceFixture } from './fixture.ts';

const contents = (content: object): Result => ({ contents: [content] });

function textual(name: string, text: string): ResourceFixture {
  const uri = `test://${name}`;
  const entry = { uri, name, description: `The suite's ${name}`, mimeType: 'text/plain' };
  return { entry, answer: () => contents({ uri, mimeType: 'text/plain', text }) };
}

const BINARY = { uri: 'test://static-binary', mimeType: 'image/png' };

export const RESOURCES: readonly ResourceFixture[] = [
  textual('static-text', 'This is the content of the static text resource.'),
  textual('watched-resource', 'Nobody changes this.'),
  {
    entry: { ...BINARY, name: 'static-binary', description: 'A pixel' },
    answer: () => contents({ ...BINARY, blob: IMAGE.data }),
  },
];

export const TEMPLATE = {
  uriTemplate: 'test://template/{id}/data',
  name: 'template',
  description: 'Says the id that it is asked for',
  mimeType: 'application/json',
};

/** What the template answers; undefined for what it does not match. */
export function readTemplate(uri: string): Result | undefined {
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id === undefined) return undefined;
  const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
  return contents({ uri, mimeType: TEMPLATE.mimeType, text });
}
