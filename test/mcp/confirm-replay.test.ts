import { expect, test } from 'vitest';
import { z } from 'zod';
import { audit } from '../support/audit.ts';
import { RawServer } from '../support/child.ts';
import { gistOf, openingLines, rawRequest } from '../support/raw.ts';
import { openSession, type Session } from '../support/session.ts';
import { stateOf } from '../support/state.ts';
import { taskTree } from '../support/tasks.ts';

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

/** A server that is spoken to line by line: what no client of good will would send. */
class Typist {
  readonly server: RawServer;
  #id = 0;

  constructor({ database }: Session) {
    this.server = new RawServer({ DATABASE_URL: database });
  }

  /** A call of the modern era, by default from a client that can ask; a state brings the answer yes along. */
  type({ name = 'delete_task', args = { task_id: 1 }, ...typed }: Typed = {}): Promise<unknown> {
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

/** A list, and what must be true of it in the end: that every row is as it was. */
async function tree() {
  const list = await openSession();
  await taskTree(list);
  const before = await stateOf(list.database);
  const expectUntouched = async () => {
    expect(await stateOf(list.database)).toEqual(before);
    expect(await audit(list.database)).toEqual([]);
  };
  return { list, expectUntouched };
}

const DELETED = 'Task #1 and its subtask #2 deleted. To restore them: undo change 4.\nNow ready: #3.';
const QUESTION =
  'Delete task #1 "Build it"? Its open subtask goes with it: #2 "Raise walls". 1 task would no longer wait for it: #3 "Move in".';

test('yes to a question is yes to the call that asked it, in whatever order its arguments come', async () => {
  const { list } = await tree();
  const typist = new Typist(list);
  const { message, state } = await typist.ask({ args: { task_id: 1, include_subtasks: false } });
  expect(message).toBe(QUESTION);
  expect(gistOf(await typist.type({ state, args: { include_subtasks: false, task_id: 1 } }))).toBe(DELETED);
  expect(await audit(list.database)).toEqual([]);
});

test.each([
  ['other arguments', { args: { task_id: 2 } }],
  ['more arguments', { args: { task_id: 1, include_subtasks: true } }],
  ['the same with a key', { args: { task_id: 1, idempotency_key: 'delete-1' } }],
  ['another tool', { name: 'complete_task' }],
  ['a tool that reads', { name: 'get_task' }],
  ['another caller', { client: 'mallory' }],
])('yes to a question is not yes to %s', async (_, other) => {
  const { list, expectUntouched } = await tree();
  const typist = new Typist(list);
  const { state } = await typist.ask();
  expect(gistOf(await typist.type({ ...other, state }))).toBe(REFUSED);
  await expectUntouched();
  expect(typist.server.stderr).toBe('');
});

test('yes to a question counts only for the process that asked it, and only as it was sent', async () => {
  const { list, expectUntouched } = await tree();
  const [typist, other] = [new Typist(list), new Typist(list)];
  const { state } = await typist.ask();
  const [version, body = '', mac] = state.split('.');
  const json = Buffer.from(body, 'base64url').toString();
  const forged = json.replace('"exp":1', '"exp":2');
  expect(forged).not.toBe(json);
  for (const [server, sent] of [
    [other, state],
    [typist, `${state}x`],
    [typist, [version, Buffer.from(forged).toString('base64url'), mac].join('.')],
    [typist, 'yes'],
    [typist, ''],
  ] as const) {
    expect(gistOf(await server.type({ state: sent, answer: YES })), sent).toBe(REFUSED);
  }
  await expectUntouched();
});

test('yes to a question is not yes to what became of the tasks since', async () => {
  const { list } = await tree();
  const typist = new Typist(list);
  let { message, state } = await typist.ask();
  for (const [tool, args, says] of [
    ['update_task', { task_id: 2, title: 'Raise all walls' }, '#2 "Raise all walls"'],
    ['update_task', { task_id: 2, priority: 'high' }, '#2 "Raise all walls"'],
    ['update_task', { task_id: 1, title: 'Build them' }, 'Delete task #1 "Build them"?'],
    [
      'add_task',
      { title: 'Sell it', blocked_by: [2] },
      '2 tasks would no longer wait for it: #3 "Move in", #4 "Sell it"',
    ],
    ['complete_task', { task_id: 2 }, 'Its completed subtask goes with it.'],
  ] as const) {
    await list.text(tool, args);
    const before = await stateOf(list.database);
    ({ message, state } = await typist.ask({ state }));
    expect(message).toContain(says);
    expect(await stateOf(list.database)).toEqual(before);
  }
  expect(gistOf(await typist.type({ state }))).toMatch(/^Task #1 and its subtask #2 deleted\./);
});

test('yes that is sent twice deletes once', async () => {
  const { list } = await tree();
  const typist = new Typist(list);
  const { state } = await typist.ask();
  const answers = [await typist.type({ state }), await typist.type({ state })];
  expect(answers.map(gistOf)).toEqual([DELETED, 'Task #1 deleted.']);
  expect(await list.resource('tasks://changes')).toHaveLength(5);
  expect(await audit(list.database)).toEqual([]);
});

test('yes without a question, and a question without an answer, are asked about', async () => {
  const { list, expectUntouched } = await tree();
  const typist = new Typist(list);
  const { message, state } = await typist.ask({ answer: YES });
  expect(await typist.ask({ state, answer: {} })).toMatchObject({ message });
  await expectUntouched();
});

test.each([
  ['a client without elicitation', {}],
  ['a client that can only open pages', { elicitation: { url: {} } }],
])('%s is not sent a form', async (_, capabilities) => {
  const { list, expectUntouched } = await tree();
  expect(gistOf(await new Typist(list).type({ capabilities }))).toBe(
    `failed: ${QUESTION}\nNothing was deleted. If that is meant, call delete_task with include_subtasks: true.`,
  );
  await expectUntouched();
});

test('a client of the legacy era cannot bring its own answer', async () => {
  const { list, expectUntouched } = await tree();
  const { state } = await new Typist(list).ask();
  const { server } = new Typist(list);
  for (const line of openingLines('legacy')) server.write(line);
  for (const [index, requestState] of [state, 'yes', undefined].entries()) {
    const params = { name: 'delete_task', arguments: { task_id: 1 }, inputResponses: YES, requestState };
    const answer = await server.request({ ...rawRequest('legacy', index + 1, 'tools/call', params) });
    expect(gistOf(answer)).toMatch(/^(-32602 |failed: )/);
  }
  await expectUntouched();
});
