import { escapedTo } from './escaped.ts';
import { linesOf } from './event-lines.ts';
import type { Format } from './format.ts';

/** Slack cuts far behind this, in places that we do not choose. */
const MAX_TEXT = 3_000;
/** All mentions and links are written in angle brackets, and only these three are to be escaped (Slack, formatting text). */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** Slack itself reads no bare @channel here, but others that take its format do. A name as in ada@claude-code is none. */
const BARE_MENTION = /(?<![\p{L}\p{N}_])@(?=[\p{L}\p{N}_])/gu;

/** Incoming webhooks of Slack, and of Mattermost and others that take the same. */
export const slack = {
  atOnce: 1,
  target: (url) => url,
  body(event) {
    const text = linesOf(event).join('\n').replace(BARE_MENTION, '@\u200b');
    return {
      text: escapedTo(MAX_TEXT, text, (sign) => ENTITIES[sign] ?? sign),
      // What people write is to be read as they wrote it.
      mrkdwn: false,
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    };
  },
} as const satisfies Format;
