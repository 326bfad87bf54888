import { Invalid } from '../domain/errors.ts';

/** UTF-16 units; no text of ours has a longer line. */
const MAX_LINE = 2 ** 20;

/** The lines of a text, without their ends. Throws Invalid for one that no text of ours could have. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let number = 1;
  let rest = '';
  for await (const chunk of chunks) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield line.endsWith('\r') ? line.slice(0, -1) : line;
      number++;
    }
    if (rest.length > MAX_LINE) throw new Invalid(`line ${number} is longer than 1 MB`, 'Break it into lines.');
  }
  if (rest !== '') yield rest;
}
