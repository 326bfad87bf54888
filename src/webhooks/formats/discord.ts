import { escapedTo } from './escaped.ts';
import { linesOf } from './event-lines.ts';
import type { Format } from './format.ts';

/** Longer content is refused as a whole. */
const MAX_CONTENT = 2_000;
/**
 * What begins markup, a list, a mention or a link; a backslash makes each of them a plain character. Others stay without
 * one, since not everything that shows a message reads markup.
 */
const MARK = /[\\*_~`|<>#@:.+()[\]-]/;
const SUPPRESS_EMBEDS = 4;

/** Webhooks of Discord channels. */
export const discord = {
  atOnce: 1,
  target: (url) => url,
  body: (event) => ({
    content: escapedTo(MAX_CONTENT, linesOf(event).join('\n'), (sign) => (MARK.test(sign) ? `\\${sign}` : sign)),
    // Nobody is called, whatever stands in the text.
    allowed_mentions: { parse: [] },
    flags: SUPPRESS_EMBEDS,
  }),
} as const satisfies Format;
