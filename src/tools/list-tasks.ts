import { z } from 'zod';
import { Due } from '../domain/due.ts';
import { COUNT_LIMIT, listTasks as list } from '../domain/list-tasks.ts';
import { Assignee, PRIORITIES, Tag } from '../domain/task.ts';
import { cutLine, linesThatFit } from '../render/page.ts';
import { limitedTo } from '../render/project.ts';
import { taskLine } from '../render/task.ts';
import { cursor, DEFAULT_LIMIT, limit, project, status, toStatuses } from './arguments.ts';
import { Row, toRow } from './row.ts';
import { defineReadTool } from './tool.ts';

const READY = 'ready';

export const listTasks = defineReadTool({
  name: 'list_tasks',
  title: 'List tasks',
  description: 'List tasks, oldest first; with due_before by due date. For words in a task use search_tasks.',
  command: { name: 'list', aliases: ['ls'], positionals: [] },
  input: z.strictObject({
    priority_filter: z.enum([...PRIORITIES, 'all']).optional(),
    status: z
      .enum([READY, ...status.unwrap().options])
      .optional()
      .describe('default all; open: not completed; ready: pending and not blocked, best first'),
    project,
    tag: Tag.optional(),
    assignee: Assignee.optional(),
    due_before: Due.optional().describe('day or instant, itself excluded'),
    limit,
    cursor,
  }),
  output: z.object({ tasks: z.array(Row), total: z.int(), next_cursor: z.string().optional() }),
  async run(call, input) {
    const { priority_filter, status, limit = DEFAULT_LIMIT, ...same } = input;
    const priority = priority_filter === 'all' ? undefined : priority_filter;
    const which = status === READY ? { ready: true as const } : { statuses: toStatuses(status) };
    const page = await list(call, { ...same, ...which, priority, limit });
    const lines = page.tasks.map(taskLine);
    const fit = limit > DEFAULT_LIMIT ? lines.length : linesThatFit(lines);
    const tasks = page.tasks.slice(0, fit);
    const last = tasks.at(-1);
    const cut = page.more || fit < lines.length;
    const byId = input.due_before === undefined ? 'oldest first' : 'first due first';
    const order = status === READY ? 'best first' : byId;
    return {
      total: page.total,
      empty: page.empty,
      open: cut ? await page.countOpen() : undefined,
      tasks,
      lines: lines.slice(0, fit),
      order,
      next_cursor: cut && last !== undefined ? page.cursorAfter(last) : undefined,
    };
  },
  data: ({ tasks, total, next_cursor }) => ({
    tasks: tasks.map(toRow),
    total: Math.min(total, COUNT_LIMIT),
    ...(next_cursor === undefined ? {} : { next_cursor }),
  }),
  text({ lines, total, open, order, empty, next_cursor: cursor }) {
    if (lines.length === 0) return `No tasks found.${limitedTo(empty)}`;
    if (cursor === undefined) return lines.join('\n');
    return [...lines, cutLine({ shown: lines.length, total, countLimit: COUNT_LIMIT, order, open, cursor })].join('\n');
  },
});
