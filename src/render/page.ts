/** About 2,000 tokens: what an answer may cost unless the caller asked for more rows. */
const MAX_CHARACTERS = 7_600;

/** How many of these lines fit into an answer of which `used` characters are taken; at least one, so that a page always moves on. */
export function linesThatFit(lines: readonly string[], used = 0): number {
  let size = used;
  const over = lines.findIndex((line) => {
    size += line.length + 1;
    return size > MAX_CHARACTERS;
  });
  return over === -1 ? lines.length : Math.max(over, 1);
}

interface Cut {
  readonly shown: number;
  /** One more than `countLimit` means more than that. */
  readonly total: number;
  readonly countLimit: number;
  readonly order: string;
  readonly open: number | undefined;
  readonly cursor: string;
}

export function atMost(count: number, limit: number): string {
  return count > limit ? `${limit}+` : String(count);
}

/** `50 of 1000+ shown, oldest first; status:"open" has 37; cursor: 50` */
export function cutLine({ shown, total, countLimit, order, open, cursor }: Cut): string {
  const narrower = open === undefined || open >= total ? '' : `; status:"open" has ${atMost(open, countLimit)}`;
  return `${shown} of ${atMost(total, countLimit)} shown, ${order}${narrower}; cursor: ${cursor}`;
}
