import { z } from 'zod';
import { COUNT_LIMIT } from '../domain/list-tasks.ts';
import { searchTasks as search } from '../domain/search-tasks.ts';
import { cutLine, linesThatFit } from '../render/page.ts';
import { limitedTo } from '../render/project.ts';
import { snippetOf } from '../render/snippet.ts';
import { taskLine } from '../render/task.ts';
import { cursor, DEFAULT_LIMIT, limit, project, status, toStatuses } from './arguments.ts';
import { Row, toRow } from './row.ts';
import { defineReadTool } from './tool.ts';

export const searchTasks = defineReadTool({
  name: 'search_tasks',
  title: 'Search tasks',
  description:
    'Find tasks that contain all words of the query, in title, description, tags or notes. Title hits come first.',
  command: { name: 'search', aliases: ['find'], positionals: ['query'] },
  input: z.strictObject({
    query: z.string().max(1_000).describe('words; the last may be a beginning'),
    status,
    project,
    limit,
    cursor,
  }),
  output: z.object({
    tasks: z.array(Row.extend({ snippet: z.string().optional() })),
    total: z.int(),
    next_cursor: z.string().optional(),
  }),
  async run(call, { status, limit = DEFAULT_LIMIT, ...same }) {
    const page = await search(call, { ...same, statuses: toStatuses(status), limit });
    const hits = page.hits.map(({ task, text }) => ({ task, snippet: snippetOf(text, page.query) }));
    const lines = hits.map(({ task, snippet }) => `${taskLine(task)}${snippet === undefined ? '' : `\n  ${snippet}`}`);
    const fit = limit > DEFAULT_LIMIT ? lines.length : linesThatFit(lines);
    const last = page.hits[fit - 1];
    const cut = page.more || fit < lines.length;
    return {
      hits: hits.slice(0, fit),
      lines: lines.slice(0, fit),
      total: page.total,
      empty: page.empty,
      next_cursor: cut && last !== undefined ? page.cursorAfter(last) : undefined,
    };
  },
  data: ({ hits, total, next_cursor }) => ({
    tasks: hits.map(({ task, snippet }) => ({ ...toRow(task), ...(snippet === undefined ? {} : { snippet }) })),
    total: Math.min(total, COUNT_LIMIT),
    ...(next_cursor === undefined ? {} : { next_cursor }),
  }),
  text({ lines, total, empty, next_cursor: cursor }) {
    if (lines.length === 0) return `No tasks found.${limitedTo(empty)}`;
    if (cursor === undefined) return lines.join('\n');
    const order = 'title hits first, then newest';
    return [
      ...lines,
      cutLine({ shown: lines.length, total, countLimit: COUNT_LIMIT, order, open: undefined, cursor }),
    ].join('\n');
  },
});
