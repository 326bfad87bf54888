import { createInterface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { Declined, Unconfirmed } from '../domain/errors.ts';
import { inLine } from '../render/text.ts';

/** Where a person may sit. */
interface Terminal {
  readonly input: Pick<ReadStream, 'isTTY'> & NodeJS.ReadableStream;
  readonly output: Pick<WriteStream, 'isTTY'> & NodeJS.WritableStream;
}

/**
 * Runs `work` again with what the person at the terminal agreed to, as often as it asks; where there is none it fails as
 * it did. Throws Declined.
 */
export async function withConsent<T>(
  work: (confirmed: string | undefined) => Promise<T>,
  { input, output }: Terminal,
): Promise<T> {
  let confirmed: string | undefined;
  for (;;) {
    try {
      return await work(confirmed);
    } catch (error) {
      if (!(error instanceof Unconfirmed) || !input.isTTY || !output.isTTY) throw error;
      const answer = await ask(`${inLine(error.message)} [y/N] `, { input, output });
      if (!/^\s*y(es)?\s*$/i.test(answer)) throw new Declined('Nothing was changed.', '');
      confirmed = error.shown;
    }
  }
}

/** Empty when the person ends the input or interrupts. */
async function ask(question: string, { input, output }: Terminal): Promise<string> {
  if (!input.readable) return '';
  const lines = createInterface({ input, output });
  try {
    return await new Promise((resolve) => {
      const end = () => {
        output.write('\n');
        resolve('');
      };
      lines.once('close', end).once('line', (line) => {
        lines.off('close', end);
        resolve(line);
      });
      lines.setPrompt(question);
      lines.prompt();
    });
  } finally {
    lines.close();
  }
}
