/** Nobody may put us off for longer. */
const MAX_MS = 24 * 60 * 60 * 1_000;
/** The three forms of RFC 9110, section 5.6.7; the last one does not say that it is UTC. */
const HTTP_DATE = /^(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?,? [\w :-]+?( GMT)?$/;

/** In how many ms the receiver wants to be asked again, at the most a day; undefined where it does not say so. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  // Discord gives fractions.
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : dateOf(text) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(Math.ceil(ms), 0), MAX_MS);
}

function dateOf(text: string): number {
  if (!HTTP_DATE.test(text)) return Number.NaN;
  return Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
}
