import { Child, type Program } from './child.ts';
import { call, greet } from './requests.ts';

const FULL = {
  priority: 'medium',
  project: 'website',
  tags: ['api'],
  due: '2026-11-25',
  assignee: 'ada',
} as const;

/** Fills a new database with twenty tasks that have thirty characters of title and every fact. */
export async function addTwenty(ours: Program): Promise<void> {
  await using child = new Child(ours);
  await greet(child, 'legacy');
  const tasks = Array.from({ length: 20 }, (_, index) => ({
    title: `Review the pull request no. ${index + 10}`,
    ...FULL,
  }));
  await child.request(call('legacy', 'add_tasks', { tasks }));
}
