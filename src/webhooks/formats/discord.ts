import { escapedTo } from './escaped.ts';
import { linesOf } from './event-lines.ts';
import type { Format } from './format.ts';

/** Longer content is refused as a whole. */
const MAX_CONTENT = 2_000;
/** A backslash takes the meaning of every punctuation mark, and shows itself nowhere but before letters and digits. */
const MARK = /[!-/:-@[-`{-~]/;
const SUPPRESS_EMBEDS = 4;

/** Webhooks of Discord channels. */
export const discord = {
  name: 'discord',
  target: (url) => url,
  body: (event) => ({
    content: escapedTo(MAX_CONTENT, linesOf(event).join('\n'), (sign) => (MARK.test(sign) ? `\\${sign}` : sign)),
    // Nobody is called, whatever stands in the text.
    allowed_mentions: { parse: [] },
    flags: SUPPRESS_EMBEDS,
  }),
} as const satisfies Format;
