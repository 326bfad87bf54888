import { describe, expect, test } from 'vitest';
import { RawServer } from '../support/child.ts';
import { newDatabase } from '../support/folder.ts';
import { openingLines, rawRequest } from '../support/raw.ts';
import { ERAS, type Era } from '../support/session.ts';

const REF = { type: 'ref/prompt', name: 'triage' };

const BAD = [
  ['resources/read', {}, 'uri must be text'],
  ['resources/read', { uri: 5 }, 'uri must be text'],
  ['prompts/get', {}, 'name must be text'],
  ['prompts/get', { name: 'plan_project', arguments: { goal: 5 } }, 'arguments.goal must be text'],
  ['prompts/get', { name: 'plan_project', arguments: [] }, 'arguments must be an object'],
  ['tools/call', {}, 'name must be text'],
  ['tools/call', { name: 'list_tasks', arguments: [1] }, 'arguments must be an object'],
  ['tools/call', { name: 'list_tasks', arguments: null }, 'arguments must be an object'],
  ['tools/list', { cursor: 5 }, 'cursor must be text'],
  ['completion/complete', {}, 'ref must be a ref/prompt with name or a ref/resource with uri'],
  ['completion/complete', { ref: REF }, 'argument must be an object with name and value'],
  ['completion/complete', { ref: REF, argument: { name: 'project' } }, 'argument.value must be text'],
] as const;

async function openServer(era: Era): Promise<RawServer> {
  const server = new RawServer({ DATABASE_URL: newDatabase() });
  const opened = server.next(0);
  for (const line of openingLines(era)) server.write(line);
  await opened;
  return server;
}

describe.each(ERAS)('in the %s era', (era) => {
  test('parameters of a wrong shape are refused in one sentence that names the field', async () => {
    const server = await openServer(era);
    for (const [index, [method, params, says]] of BAD.entries()) {
      expect(await server.request({ ...rawRequest(era, index + 1, method, params) })).toEqual({
        jsonrpc: '2.0',
        id: index + 1,
        error: { code: -32602, message: `Invalid params of ${method}: ${says}` },
      });
    }
    expect(server.stderr).toBe('');
  });

  test('a request with what the protocol does not know is refused under its id', async () => {
    const server = await openServer(era);
    const request = rawRequest(era, 1, 'tools/list');
    const odd = [{ extra: 1 }, { params: { ...request.params, _meta: { progressToken: {} } } }];
    for (const part of odd) {
      expect(await server.request({ ...request, ...part })).toMatchObject({ id: 1, error: { code: -32600 } });
    }
    expect(server.stderr).toBe('');
  });

  test.each([
    ['tools/call', 'Unknown tool: ', 'name'],
    ['prompts/get', 'Unknown prompt: ', 'name'],
    ['resources/read', 'Unknown resource: ', 'uri'],
  ])('an unknown name in %s is shown short and on one line', async (method, says, field) => {
    const server = await openServer(era);
    const messageFor = async (id: number, name: string) => {
      const { error } = await server.request({ ...rawRequest(era, id, method, { [field]: name }) });
      return error;
    };
    expect(await messageFor(1, 'nöpe 🚀')).toMatchObject({ code: -32602, message: `${says}nöpe 🚀` });
    expect(await messageFor(2, 'no\u001b[31m\u0000')).toMatchObject({ message: `${says}no\\u001b[31m\\u0000` });
    expect(await messageFor(3, 'x'.repeat(200_000))).toMatchObject({ message: `${says}${'x'.repeat(60)}…` });
  });
});
