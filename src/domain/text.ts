import { z } from 'zod';

/** NUL and other control characters; line breaks and tabs are judged by the kind of text. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
/** What hides or reorders text: bidirectional overrides and isolates, and tag characters. */
const DECEPTIVE = /[\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u;
/** Several variation selectors in a row change no sign that people see: they carry hidden text. */
const HIDDEN = /[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]{2}/u;

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Names the first character that may not be stored, or gives undefined. */
function forbiddenIn(text: string, allowed: string): string | undefined {
  if (!text.isWellFormed()) return 'half of a surrogate pair';
  if (HIDDEN.test(text)) return 'several variation selectors in a row';
  for (const character of text) {
    if (!allowed.includes(character) && (CONTROL.test(character) || DECEPTIVE.test(character))) {
      return `the character ${codePoint(character)}`;
    }
  }
  return undefined;
}

function clean(allowed: string, prepare: (text: string) => string) {
  return z.string().transform((raw, context) => {
    const text = prepare(raw);
    const forbidden = forbiddenIn(text, allowed);
    if (forbidden === undefined) return text.normalize('NFC');
    context.addIssue({ code: 'custom', message: `must not contain ${forbidden}` });
    return z.NEVER;
  });
}

/** One line: trimmed, NFC, no control characters. */
export const Line = clean('', (text) => text.trim());

/** Longer text: NFC; newlines (CRLF becomes LF) and tabs are kept. */
export const Text = clean('\n\t', (text) => text.replaceAll('\r\n', '\n'));

/** Length as people count it: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}
