import { z } from 'zod';
import { taskStats } from '../domain/task-stats.ts';
import { limitedTo } from '../render/project.ts';
import { project } from './arguments.ts';
import { defineReadTool } from './tool.ts';

export const getTaskStats = defineReadTool({
  name: 'get_task_stats',
  title: 'Task statistics',
  description: 'Count tasks by status and priority.',
  command: { name: 'stats', aliases: [], positionals: [] },
  input: z.strictObject({ project }),
  output: z.object({
    total: z.int(),
    completed: z.int(),
    pending: z.int(),
    in_progress: z.int(),
    by_priority: z.object({ low: z.int(), medium: z.int(), high: z.int() }),
  }),
  run: taskStats,
  data: ({ project: _, empty: __, ...counts }) => counts,
  text({ project, empty, total, completed, in_progress, by_priority: { low, medium, high } }) {
    const tutorial =
      `Tasks: ${total} total, ${completed} done, ${total - completed} pending. ` +
      `By priority: low=${low}, medium=${medium}, high=${high}`;
    const facts = [
      ...(in_progress === 0 ? [] : [`${in_progress} of the pending in progress`]),
      ...(project === undefined ? [] : [`only project ${project}`]),
    ];
    return `${tutorial}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}${total === 0 ? limitedTo(empty) : ''}`;
  },
});
