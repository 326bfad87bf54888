/** Numbers that look random and are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const VERBS =
  'Review Fix Deploy Write Test Plan Check Move Update Remove Call Order Paint Clean Measure Draft Merge Ship'.split(
    ' ',
  );
const SYLLABLES = 'ka lo mi re sto ven tar quo pli dra ne shi bur gla fen ory ta mon del ix'.split(' ');
const VOCABULARY = 20_000;

/** Text as people write it: few words are common, most are rare (Zipf's law). */
export class Author {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  oneOf(list: readonly string[]): string {
    return list[this.below(list.length)] ?? '';
  }

  words(count: number): string {
    return Array.from({ length: count }, () => wordOf(Math.floor(VOCABULARY ** this.#random()))).join(' ');
  }

  title(): string {
    return `${this.oneOf(VERBS)} ${this.words(2 + this.below(3))}`.slice(0, 50).trim();
  }
}

/** The word of that rank; the most common is `kaka`. */
export function wordOf(rank: number): string {
  const syllable = (place: number) => SYLLABLES[Math.floor(rank / SYLLABLES.length ** place) % SYLLABLES.length];
  return rank < SYLLABLES.length ** 2
    ? `${syllable(0)}${syllable(1)}`
    : `${syllable(0)}${syllable(1)}${syllable(2)}${syllable(3)}`;
}
