import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { withConsent } from '../../src/cli/consent.ts';
import { Declined, Unconfirmed } from '../../src/domain/errors.ts';

/** A terminal, as far as a stream can be one, at which a person types these answers, one a question, and then leaves. */
class Desk {
  readonly input;
  readonly output;
  said = '';

  constructor(answers: readonly string[], { isTTY = true }: { isTTY?: boolean } = {}) {
    this.input = Object.assign(new PassThrough(), { isTTY });
    this.output = Object.assign(new PassThrough(), { isTTY });
    const left = [...answers];
    this.output.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
      if (!text.includes('[y/N]')) return;
      const answer = left.shift();
      if (answer === undefined) this.input.end();
      else this.input.write(answer);
    });
  }
}

/** Work that wants these consents, one after the other, and remembers what it was given. */
function work(...wanted: string[]) {
  const given: (string | undefined)[] = [];
  return {
    given,
    async run(confirmed: string | undefined) {
      const shown = wanted[given.length];
      given.push(confirmed);
      if (shown === undefined) return 'done';
      throw new Unconfirmed({ question: `Delete ${shown}?`, shown, next: 'Say so.' });
    },
  };
}

test.each(['y\n', 'Y\n', 'yes\r\n', ' yes \n'])('the answer %j runs the work with what was shown', async (answer) => {
  const { run, given } = work('#1');
  const desk = new Desk([answer]);
  expect(await withConsent(run, desk)).toBe('done');
  expect(given).toEqual([undefined, '#1']);
  expect(desk.said).toContain('Delete #1? [y/N] ');
});

test.each(['n\n', '\n', 'yep\n', 'no, yes\n', '\u0003', '\u0004'])('the answer %j changes nothing', async (answer) => {
  const { run, given } = work('#1');
  await expect(withConsent(run, new Desk([answer]))).rejects.toThrow(Declined);
  expect(given).toEqual([undefined]);
});

test('a person who leaves has agreed to nothing', async () => {
  const { run, given } = work('#1', '#1');
  const desk = new Desk([]);
  await expect(withConsent(run, desk)).rejects.toThrow(Declined);
  await expect(withConsent(run, desk)).rejects.toThrow(Declined);
  expect(given).toEqual([undefined, undefined]);
});

test('a person is asked again about what has changed meanwhile', async () => {
  const { run, given } = work('#1', '#1 and #2');
  const desk = new Desk(['y\n', 'n\n']);
  await expect(withConsent(run, desk)).rejects.toThrow(Declined);
  expect(given).toEqual([undefined, '#1']);
  expect(desk.said).toContain('Delete #1 and #2? [y/N] ');
});

test('where nobody sits nobody is asked', async () => {
  const { run, given } = work('#1');
  const desk = new Desk(['y\n'], { isTTY: false });
  await expect(withConsent(run, desk)).rejects.toThrow(Unconfirmed);
  expect(given).toEqual([undefined]);
  expect(desk.said).toBe('');
});

test('another failure is passed on', async () => {
  const failing = withConsent(() => Promise.reject(new Error('broken')), new Desk(['y\n']));
  await expect(failing).rejects.toThrow('broken');
});
