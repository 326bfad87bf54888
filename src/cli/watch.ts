import { once } from 'node:events';
import { Command } from 'commander';
import { changeLine } from '../render/change.ts';
import type { CliContext } from './context.ts';
import { painted } from './paint.ts';

const BATCH = 100;

/** Prints changes as they happen, whichever process makes them, until it is interrupted. */
export function watchCommand(context: CliContext): Command {
  const command = new Command('watch')
    .description('Follow changes live, until Ctrl+C')
    .option('--json', 'one JSON object a line');
  return command.action(async ({ json = false }: { json?: boolean }) => {
    const { call, close } = await context.open();
    const { store } = call;
    let last = await store.read((tx) => tx.changes.head());
    const failure = Promise.withResolvers<never>();
    let turn = Promise.resolve();
    const print = async () => {
      for (;;) {
        const changes = await store.read((tx) => tx.changes.since(last, BATCH));
        for (const change of changes) {
          process.stdout.write(
            json ? `${JSON.stringify(change)}\n` : `${painted(changeLine(change), process.stdout)}\n`,
          );
          last = change.id;
        }
        if (changes.length < BATCH) return;
      }
    };
    const look = () => {
      turn = turn.then(print).catch(failure.reject);
    };
    const stop = store.watch(look);
    // What fell between the first look and the watch.
    look();
    // The feed lets the process go, so this keeps it.
    const hold = setInterval(() => {}, 60_000);
    const ends = [once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process.stdout, 'error')];
    try {
      await Promise.race([...ends, failure.promise]);
    } finally {
      clearInterval(hold);
      stop();
      await turn;
      await close();
    }
  });
}
