import { Invalid } from '../../domain/errors.ts';
import type { EventType, WebhookEvent } from '../../domain/event.ts';
import type { Priority } from '../../domain/task.ts';
import { escapedTo } from './escaped.ts';
import { linesOf } from './event-lines.ts';
import type { Format } from './format.ts';

/** A message of more than 4,096 bytes becomes an attachment; a character takes three at most for each of its units. */
const MAX_MESSAGE = 1_300;
const MAX_TITLE = 250;
const TOPIC = /^(.*\/)([\w-]{1,64})$/;
const PRIORITIES: Record<Priority, number> = { low: 2, medium: 3, high: 4 };
/** Names that ntfy shows as pictures. */
const PICTURES: Record<EventType | 'webhook.test', string> = {
  'webhook.test': 'bell',
  'task.created': 'new',
  'task.updated': 'pencil2',
  'task.completed': 'white_check_mark',
  'task.reopened': 'arrows_counterclockwise',
  'task.deleted': 'wastebasket',
  'task.restored': 'recycle',
  'task.claimed': 'raising_hand',
  'task.released': 'wave',
  'task.lease_expired': 'hourglass',
  'note.added': 'memo',
};

/**
 * Notifications by ntfy. Its headers take no text beyond ASCII, so everything goes as JSON, which is posted to the server's
 * root with the topic in it.
 */
export const ntfy = {
  atOnce: 1,
  target(url) {
    const root = new URL(url);
    root.pathname = partsOf(url).root;
    return root;
  },
  body(event, url) {
    const [first = '', ...rest] = linesOf(event);
    return {
      topic: partsOf(url).topic,
      title: escapedTo(MAX_TITLE, first, asIs),
      // Without a message ntfy would write "triggered".
      message: escapedTo(MAX_MESSAGE, rest.join('\n') || event.type, asIs),
      priority: PRIORITIES[priorityOf(event)],
      tags: [PICTURES[event.type]],
      markdown: false,
    };
  },
} as const satisfies Format;

function priorityOf(event: WebhookEvent): Priority {
  if (event.type === 'webhook.test') return 'medium';
  const { task } = event.data;
  return 'priority' in task ? task.priority : 'medium';
}

const asIs = (sign: string) => sign;

function partsOf({ pathname }: URL): { root: string; topic: string } {
  const [, root, topic] = TOPIC.exec(pathname) ?? [];
  if (root !== undefined && topic !== undefined) return { root, topic };
  throw new Invalid(
    'the URL ends with no topic of ntfy: such as https://ntfy.sh/my-topic, of letters, digits, _ and -',
  );
}
