/** Characters that move a terminal's cursor or colour it; stored text may be older than our rules. */
const CONTROL = /\p{Cc}/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Text on one line, control characters made visible. */
export function inLine(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(CONTROL, escaped);
}

/** Text over several lines, control characters made visible. */
export function inBlock(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(CONTROL, (sign) => (sign === '\n' || sign === '\t' ? sign : escaped(sign)));
}

/** Somebody's text over several lines, indented so that none of them can be taken for one of ours. */
export function indented(text: string): string {
  return inBlock(text).replace(/\n/g, '\n  ');
}

/** At most `max` UTF-16 units, without cutting a character in two. */
export function cutTo(text: string, max: number): string {
  return text.length <= max
    ? text
    : text
        .slice(0, max)
        .toWellFormed()
        .replace(/\uFFFD$/, '');
}

/** A UTC time without what is always the same: `2026-11-25T08:00Z`. */
export function shortTime(iso: string): string {
  return iso.replace(/:\d{2}(\.\d+)?Z$/, 'Z');
}

/** A due date without seconds that say nothing. */
export function dueText(due: string): string {
  return due.replace(/:00Z$/, 'Z');
}
