import { expect, test } from 'vitest';
import { audit } from '../support/audit.ts';
import { newDatabase } from '../support/folder.ts';
import { openSession } from '../support/session.ts';

const PROCESSES = Array.from({ length: 8 }, (_, index) => index + 1);

test.for([1, 2, 3])(
  'eight processes that start at once where nothing stands all work on one database, round %i',
  async () => {
    const database = newDatabase();
    const answers = await Promise.all(
      PROCESSES.map(async (number) => {
        const session = await openSession({ over: 'stdio', database });
        return session.text('add_task', { title: `From process ${number}` });
      }),
    );
    const ids = answers.map((text) => Number(/^Created task #(\d+): From process \d \(medium\)$/.exec(text)?.[1]));
    expect(ids.sort((one, other) => one - other)).toEqual(PROCESSES);
    expect(await audit(database)).toEqual([]);
  },
);
