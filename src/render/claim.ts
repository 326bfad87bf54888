import type { Claimed } from '../domain/claim-task.ts';
import { COUNT_LIMIT } from '../domain/list-tasks.ts';
import type { NoneReady } from '../domain/none-ready.ts';
import { atMost } from './page.ts';
import { limitedTo } from './project.ts';
import { idList } from './relations.ts';
import { detailText } from './task-detail.ts';
import { shortTime } from './text.ts';

/** Token and end of the lease, then all that there is to know of the task. */
export function claimedText({ detail, lease, renewed }: Claimed): string {
  const says = renewed
    ? `Claim of #${detail.task.id} renewed until ${shortTime(lease.until)}.`
    : `Claimed #${detail.task.id} until ${shortTime(lease.until)}; lease: ${lease.token}`;
  return renewed ? says : `${says}\n\n${detailText({ ...detail, lease: undefined })}`;
}

/** `No task is ready: 3 pending are blocked (#4 by #2), 2 are claimed (the first until 2026-11-22T10:15Z).` */
export function noneReadyText({ blocked, examples, leased, first_free, empty, ...rest }: NoneReady): string {
  const some = examples.map(({ id, open_blockers }) => `#${id} by ${idList(open_blockers)}`);
  const reasons = [
    blocked === 0 ? '' : `${atMost(blocked, COUNT_LIMIT)} pending blocked (${some.join('; ')}${more(blocked, some)})`,
    leased === 0 || first_free === undefined ? '' : `${leased} claimed (the first until ${shortTime(first_free)})`,
    unclaimedText(rest),
  ].filter(Boolean);
  if (reasons.length === 0) return `No task is ready: nothing is open.${limitedTo(empty)}`;
  return `No task is ready: ${reasons.join(', ')}. To wait for one: get_changes with wait_seconds.`;
}

function unclaimedText({ unclaimed, unclaimed_ids: ids }: Pick<NoneReady, 'unclaimed' | 'unclaimed_ids'>): string {
  if (unclaimed === 0) return '';
  const rest = unclaimed > ids.length ? ', …' : '';
  return `${atMost(unclaimed, COUNT_LIMIT)} in progress without a claim (${idList(ids)}${rest})`;
}

function more(blocked: number, shown: readonly string[]): string {
  return blocked > shown.length ? '; …' : '';
}
