import { z } from 'zod';
import { Change } from '../domain/change.ts';
import { getChanges as get } from '../domain/get-changes.ts';
import { changeLine } from '../render/change.ts';
import { linesThatFit } from '../render/page.ts';
import { limitedTo } from '../render/project.ts';
import { DEFAULT_LIMIT, limit, project } from './arguments.ts';
import { listTasks } from './list-tasks.ts';
import { defineReadTool } from './tool.ts';

const NEWEST = 20;
/** Hosts give up on a call after a minute. */
const MAX_WAIT_SECONDS = 50;
const NAME = 'get_changes';

export const getChanges = defineReadTool({
  name: NAME,
  title: 'Get changes',
  description: 'Who changed what, oldest first, or wait for it. For the history of one task use get_task.',
  command: { name: 'log', aliases: ['changes'], positionals: [] },
  input: z.strictObject({
    since: z.int().min(0).optional().describe(`cursor of the last answer; without: the last ${NEWEST}`),
    wait_seconds: z.int().min(0).max(MAX_WAIT_SECONDS).optional().describe('for the next change if there is none'),
    project,
    limit,
  }),
  output: z.object({ changes: z.array(Change), next_cursor: z.int() }),
  async run(call, { since, limit, ...same }) {
    const most = limit ?? (since === undefined ? NEWEST : DEFAULT_LIMIT);
    const next = `See the tasks with ${listTasks.name}, then go on with ${NAME} without since.`;
    const news = await get(call, { ...same, since, limit: most, next });
    const lines = news.changes.map(changeLine);
    const fit = most > DEFAULT_LIMIT ? lines.length : linesThatFit(lines);
    const last = fit < lines.length ? news.changes[fit - 1] : undefined;
    return {
      changes: news.changes.slice(0, fit),
      lines: lines.slice(0, fit),
      next_cursor: last?.id ?? news.next_cursor,
      more: news.more || last !== undefined,
      empty: news.empty,
    };
  },
  data: ({ changes, next_cursor }) => ({ changes, next_cursor }),
  text({ lines, next_cursor, more, empty }) {
    if (lines.length === 0) return `No changes; cursor: ${next_cursor}${limitedTo(empty)}`;
    return [...lines, `${more ? 'more follow; ' : ''}cursor: ${next_cursor}`].join('\n');
  },
});
