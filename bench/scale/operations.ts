import { z } from 'zod';
import { wordOf } from './text.ts';

export interface Operation {
  readonly what: string;
  readonly tool: string;
  /** The arguments for a list of that size. */
  args(size: number): Record<string, unknown>;
  /** What takes it back, unmeasured, where a small list would run out of what it is done to. */
  back?(answer: Record<string, unknown>): { readonly tool: string; readonly args: Record<string, unknown> };
  /** The most that the largest list may cost, times the smallest. */
  readonly bar?: number;
}

/** Without a bar where the count, which goes to a thousand, ends earlier in a small list. */
const list = (what: string, args: Record<string, unknown>, bar?: number): Operation => ({
  what: `list, ${what}`,
  tool: 'list_tasks',
  args: () => args,
  ...(bar === undefined ? {} : { bar }),
});
const OneTask = z.object({ task: z.object({ id: z.int() }) });
const Claimed = OneTask.extend({ lease: z.object({ token: z.string() }) });
const somewhere = (size: number) => 1 + Math.floor(Math.random() * size * 0.9);

export const OPERATIONS: readonly Operation[] = [
  list('first page', {}, 1.2),
  list('open', { status: 'open' }),
  list('completed', { status: 'completed', limit: 10 }),
  list('priority', { priority_filter: 'high' }),
  list('project', { project: 'project-3', limit: 10 }),
  list('project and status', { project: 'project-3', status: 'pending', limit: 10 }),
  list('tag', { tag: 'api' }),
  list('assignee', { assignee: 'ada' }),
  list('due before', { due_before: '2026-03-01', limit: 10 }),
  {
    what: 'list, a page in the middle',
    tool: 'list_tasks',
    args: (size) => ({ cursor: String(somewhere(size)) }),
    bar: 1.4,
  },
  {
    what: 'list, a page of a tag in the middle',
    tool: 'list_tasks',
    args: (size) => ({ tag: 'api', limit: 10, cursor: String(Math.floor(size * 0.6)) }),
  },
  list('ready', { status: 'ready', limit: 10 }),
  list('ready in a project', { status: 'ready', project: 'project-3', limit: 10 }),
  { what: 'get', tool: 'get_task', args: (size) => ({ task_id: somewhere(size) }), bar: 1.6 },
  { what: 'statistics', tool: 'get_task_stats', args: () => ({}), bar: 1.5 },
  { what: 'statistics of a project', tool: 'get_task_stats', args: () => ({ project: 'project-3' }), bar: 1.5 },
  {
    what: 'search, two common words',
    tool: 'search_tasks',
    args: () => ({ query: `${wordOf(1)} ${wordOf(2)} ` }),
    bar: 3,
  },
  { what: 'search, common and beginning', tool: 'search_tasks', args: () => ({ query: `${wordOf(1)} k` }), bar: 3 },
  { what: 'search, rare', tool: 'search_tasks', args: () => ({ query: `${wordOf(15_000)} ` }) },
  {
    what: 'search, common in a project',
    tool: 'search_tasks',
    args: () => ({ query: `${wordOf(1)} `, project: 'project-3' }),
    bar: 3,
  },
  { what: 'add', tool: 'add_task', args: () => ({ title: 'One more', project: 'project-3', tags: ['api'] }), bar: 1.3 },
  {
    what: 'update',
    tool: 'update_task',
    args: (size) => ({ task_id: somewhere(size), title: `Renamed ${Math.random()}` }),
    bar: 1.5,
  },
  {
    what: 'claim',
    tool: 'claim_task',
    args: () => ({}),
    back(answer) {
      const { task, lease } = Claimed.parse(answer);
      return { tool: 'claim_task', args: { task_id: task.id, lease: lease.token, release: true } };
    },
    bar: 1.5,
  },
  {
    what: 'complete',
    tool: 'complete_task',
    args: (size) => ({ task_id: somewhere(size) }),
    back: (answer) => ({ tool: 'update_task', args: { task_id: OneTask.parse(answer).task.id, status: 'pending' } }),
    bar: 1.5,
  },
];
