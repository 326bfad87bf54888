/** How text becomes search terms: one tokenizer for every database, so that all find the same. */

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const NO_SPACES = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々〆]/u;
const RUNS = new RegExp(`(?:${NO_SPACES.source}\\p{M}*)+|(?:(?!${NO_SPACES.source}).)+`, 'gu');
const CHARACTERS = /\P{M}\p{M}*/gu;
const MAX_TERM = 64;
const MAX_ASKED = 32;
/** Beyond a megabyte Postgres mixes up the terms of a task, and says nothing; its title and the rest may have half of it each. */
const MAX_BYTES = 500_000;
/** Private-use characters stand in no word, so a facet can never be mistaken for text. */
const FACET = '\uE000';

export interface Query {
  /** Terms that must all occur; never empty together with `beginning`. */
  readonly terms: readonly string[];
  /** The start of a word that must occur. */
  readonly beginning: string | undefined;
  /** Facets, of which those of one list are alternatives. */
  readonly facets: readonly (readonly string[])[];
}

/** Folds case, width and the accents of Latin letters, so that `cafe` finds `Café`. */
function fold(text: string): string {
  const plain = text.normalize('NFKD').replace(/(\p{sc=Latin})\p{M}+/gu, '$1');
  // A sigma is written otherwise at the end of a word, also of one that is still being typed.
  return plain.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll('ς', 'σ');
}

function runs(text: string): string[] {
  const words = fold(text).match(WORD) ?? [];
  return words.flatMap((word) => word.match(RUNS) ?? []);
}

/** A word as it is stored and asked for: the end of a very long one does not count. */
function term(run: string): string {
  return run.length <= MAX_TERM ? run : [...run].slice(0, MAX_TERM).join('');
}

/** In scripts without spaces a word cannot be told apart: its characters and pairs of neighbours stand for it. */
function pairs(run: string): string[] {
  const characters = run.match(CHARACTERS) ?? [run];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** The terms under which a text is found, each once; of a text that has too many, those at its beginning. */
export function toTerms(text: string): string[] {
  const found = new Set<string>();
  let room = MAX_BYTES;
  for (const run of runs(text)) {
    const parts = NO_SPACES.test(run) ? [...(run.match(CHARACTERS) ?? []), ...pairs(run)] : [];
    for (const part of [term(run), ...parts]) {
      if (found.has(part)) continue;
      room -= mostBytes(part);
      if (room < 0) return [...found];
      found.add(part);
    }
  }
  return [...found];
}

/** As many bytes as it can have: no UTF-16 unit has more than three. */
function mostBytes(part: string): number {
  return /^[a-z\d]*$/.test(part) ? part.length : 3 * part.length;
}

/** A term for an attribute rather than a word, e.g. `facet('project', 'web')`. */
export function facet(kind: 'project' | 'status', value: string): string {
  const safe = value.replace(/[^\p{L}\p{N}\p{M}]/gu, (sign) =>
    String.fromCodePoint(0xe100 + (sign.codePointAt(0) ?? 0)),
  );
  return `${FACET}${kind}${FACET}${safe}`;
}

/** What a person typed, as terms; undefined when it holds no letter or digit. */
export function toQuery(text: string, facets: readonly (readonly string[])[]): Query | undefined {
  const asked = runs(text).slice(0, MAX_ASKED);
  const last = asked.at(-1);
  if (last === undefined) return undefined;
  const typing = /[\p{L}\p{N}\p{M}]$/u.test(text) && !NO_SPACES.test(last);
  const whole = typing ? asked.slice(0, -1) : asked;
  const terms = whole.flatMap((run) => (NO_SPACES.test(run) && pairs(run).length > 0 ? pairs(run) : [term(run)]));
  return { terms: [...new Set(terms)].slice(0, MAX_ASKED), beginning: typing ? term(last) : undefined, facets };
}

/** Where the first asked word stands in `text`, as an index into it; -1 if none does. */
export function firstHit(text: string, query: Query): number {
  const asked = [...query.terms, ...(query.beginning === undefined ? [] : [query.beginning])];
  for (const match of text.matchAll(WORD)) {
    const word = fold(match[0]);
    if (asked.some((part) => word.startsWith(part) || (NO_SPACES.test(part) && word.includes(part))))
      return match.index;
  }
  return -1;
}
