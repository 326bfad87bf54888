import { expect, test } from 'vitest';
import { progressOn } from '../../src/cli/progress.ts';

function drawn(isTTY: boolean): string[] {
  const written: string[] = [];
  const progress = progressOn({ isTTY, write: (text) => written.push(text.replace('\r\x1b[K', '')) });
  progress.show(1_500, undefined);
  progress.show(500, 1_500);
  progress.show(1_500, 1_500);
  progress.end();
  return written;
}

test('a terminal sees a bar grow, and nothing of it afterwards', () => {
  expect(drawn(true)).toEqual([
    'checking 1,500',
    '████████░░░░░░░░░░░░░░░░ 500 of 1,500',
    '████████████████████████ 1,500 of 1,500',
    '',
  ]);
});

test('a pipe is told nothing', () => {
  expect(drawn(false)).toEqual([]);
});
