/** A count that is drawn again and again on one line of a terminal; anything else is told nothing. */
interface Progress {
  show(done: number, total: number | undefined): void;
  end(): void;
}

const WIDTH = 24;

/** Ten lines instead of a package: one bar, no colours, and nothing to clean up when the process dies. */
export function progressOn(stream: { readonly isTTY?: boolean; write(text: string): unknown }): Progress {
  if (!stream.isTTY) return { show() {}, end() {} };
  return {
    show(done, total) {
      const full = total === undefined ? 0 : Math.round((WIDTH * done) / Math.max(total, 1));
      const bar = total === undefined ? 'checking' : `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
      const count = [done, total].flatMap((each) => each?.toLocaleString('en') ?? []).join(' of ');
      stream.write(`\r\x1b[K${bar} ${count}`);
    },
    end: () => stream.write('\r\x1b[K'),
  };
}
