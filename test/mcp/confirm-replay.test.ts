import { expect, test } from 'vitest';
import { z } from 'zod';
import { ASKING, RawServer } from '../support/child.ts';
import { gistOf, openingLines, rawRequest } from '../support/raw.ts';
import { openSession, type Session } from '../support/session.ts';

const REFUSED = '-32602 Invalid or expired requestState';
const YES = { confirm: { action: 'accept', content: { confirm: true } } };

const Question = z.object({
  result: z.object({
    resultType: z.literal('input_required'),
    inputRequests: z.object({ confirm: z.object({ params: z.object({ message: z.string() }) }) }),
    requestState: z.string(),
  }),
});

interface Typed {
  readonly name?: string;
  readonly args?: object;
  readonly client?: string;
  readonly capabilities?: object;
  readonly state?: string;
  readonly answer?: object;
}

/** A server that erases nothing unasked, spoken to line by line: what no client of good will would send. */
class Typist {
  readonly server: RawServer;
  #id = 0;

  constructor({ database }: Session) {
    this.server = new RawServer({ DATABASE_URL: database }, [], ASKING);
  }

  /** A call of the modern era, by default from a client that can ask; a state brings the answer yes along. */
  type({ name = 'erase_task', args = { task_id: 1 }, ...typed }: Typed = {}): Promise<unknown> {
    const { client = 'typist', capabilities = { elicitation: {} }, state, answer = state && YES } = typed;
    const retry = { requestState: state, inputResponses: answer };
    const { params, ...request } = rawRequest('modern', ++this.#id, 'tools/call', { name, arguments: args, ...retry });
    const _meta = {
      ...Object(params._meta),
      'io.modelcontextprotocol/clientInfo': { name: client, version: '1.0.0' },
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    };
    return this.server.request({ ...request, params: { ...params, _meta } });
  }

  /** The question that a call is answered with, and its state. */
  async ask(typed: Typed = {}): Promise<{ message: string; state: string }> {
    const { result } = Question.parse(await this.type(typed));
    return { message: result.inputRequests.confirm.params.message, state: result.requestState };
  }
}

async function twoTasks(): Promise<Session> {
  const list = await openSession();
  for (const title of ['Build it', 'Paint it']) await list.text('add_task', { title });
  return list;
}

const BOTH = '○ #1: Build it [medium]\n○ #2: Paint it [medium]';

test('yes to a question is yes to the call that asked it, in whatever order its arguments come', async () => {
  const list = await twoTasks();
  const typist = new Typist(list);
  const { state } = await typist.ask({ args: { task_id: 1, why: 'done' } });
  expect(gistOf(await typist.type({ state, args: { why: 'done', task_id: 1 } }))).toBe('Task #1 erased.');
  expect(await list.text('list_tasks')).toBe('○ #2: Paint it [medium]');
});

test.each([
  ['other arguments', { args: { task_id: 2 } }],
  ['more arguments', { args: { task_id: 1, why: 'done' } }],
  ['another tool', { name: 'wipe_task' }],
  ['another caller', { client: 'mallory' }],
])('yes to a question is not yes to %s', async (_, other) => {
  const list = await twoTasks();
  const typist = new Typist(list);
  const { state } = await typist.ask();
  expect(gistOf(await typist.type({ ...other, state }))).toBe(REFUSED);
  expect(await list.text('list_tasks')).toBe(BOTH);
  expect(typist.server.stderr).toBe('');
});

test('yes to a question counts only for the process that asked it, and only as it was sent', async () => {
  const list = await twoTasks();
  const [typist, other] = [new Typist(list), new Typist(list)];
  const { state } = await typist.ask();
  const [version, body = '', mac] = state.split('.');
  const forged = Buffer.from(body, 'base64url').toString().replace('"shown":"1.1"', '"shown":"1.2"');
  expect(forged).toContain('1.2');
  for (const [server, sent] of [
    [other, state],
    [typist, `${state}x`],
    [typist, [version, Buffer.from(forged).toString('base64url'), mac].join('.')],
    [typist, 'yes'],
  ] as const) {
    expect(gistOf(await server.type({ state: sent })), sent).toBe(REFUSED);
  }
  expect(await list.text('list_tasks')).toBe(BOTH);
});

test('yes to a question is not yes to what became of the task since', async () => {
  const list = await twoTasks();
  const typist = new Typist(list);
  const first = await typist.ask();
  await list.text('update_task', { task_id: 1, priority: 'high' });
  const second = await typist.ask({ state: first.state });
  expect([first.message, second.message]).toEqual(['Erase #1, version 1?', 'Erase #1, version 2?']);
  expect(await list.text('list_tasks')).toContain('#1: Build it [high]');
  expect(gistOf(await typist.type({ state: second.state }))).toBe('Task #1 erased.');
});

test('yes without a question, and a question without an answer, are asked about', async () => {
  const list = await twoTasks();
  const typist = new Typist(list);
  const { message, state } = await typist.ask({ answer: YES });
  expect(await typist.ask({ state, answer: {} })).toMatchObject({ message });
  expect(await list.text('list_tasks')).toBe(BOTH);
});

test.each([
  ['a client without elicitation', {}],
  ['a client that can only open pages', { elicitation: { url: {} } }],
])('%s is not sent a form', async (_, capabilities) => {
  const typist = new Typist(await twoTasks());
  expect(gistOf(await typist.type({ capabilities }))).toBe('failed: Error: Erase #1, version 1?\nErase it by hand.');
});

test('a client of the legacy era cannot bring its own answer', async () => {
  const list = await twoTasks();
  const { state } = await new Typist(list).ask();
  const { server } = new Typist(list);
  for (const line of openingLines('legacy')) server.write(line);
  for (const [index, requestState] of [state, 'yes', undefined].entries()) {
    const params = { name: 'erase_task', arguments: { task_id: 1 }, inputResponses: YES, requestState };
    const answer = await server.request({ ...rawRequest('legacy', index + 1, 'tools/call', params) });
    expect(gistOf(answer)).toMatch(/^(-32602 |failed: )/);
  }
  expect(await list.text('list_tasks')).toBe(BOTH);
});
