import type { Call } from './call.ts';
import { Conflict } from './errors.ts';
import type { Tx } from './store.ts';

/** What a call answered, as it can be given once more. */
export interface Answer {
  /** For programs. */
  readonly data: Record<string, unknown>;
  /** For models and people: carries all that the next step needs. */
  readonly text: string;
  /** Given before, to the same call. */
  readonly replayed?: true;
}

/** How a tool answers a call that comes again. */
export interface Replay {
  /** Whether the answer is to be kept: one that only says how things are now is not. */
  isKept?(answer: Answer): boolean;
  /** Throws where what was given then is not the caller's any more. */
  check?(tx: Tx, answer: Answer): Promise<void>;
}

interface Keyed extends Replay {
  readonly tool: string;
  readonly key: string | undefined;
  /** All other arguments. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** How long a key is remembered. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** A new key makes room for itself and a little more, so the table stays as large as a week is. */
const PURGED = 10;

/**
 * Runs `work` at most once for each key of the caller: its answer is kept in the transaction that has its effect, so that
 * a call whose answer was lost can be sent again. Without a key it just runs. Throws Conflict for a key that was used
 * with other arguments.
 */
export async function once(
  tx: Tx,
  call: Call,
  { tool, key, args, isKept, check }: Keyed,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (key === undefined) return work();
  const [keyed, text] = [{ actor: call.principal ?? call.actor, tool, key }, canonical(args)];
  const now = await tx.now();
  await tx.keys.purge(new Date(now.getTime() - KEPT_MS).toISOString(), PURGED);
  const known = await tx.keys.find(keyed);
  if (known !== undefined) {
    if (!known.sameArguments(text))
      throw new Conflict(
        'idempotency_key was used before, with other arguments',
        'Give a new key to a new call; send the same arguments to repeat the old one.',
      );
    await check?.(tx, known.answer);
    return { ...known.answer, replayed: true };
  }
  const answer = await work();
  if (isKept?.(answer) === false) return answer;
  await tx.keys.put(keyed, text, answer, now.toISOString());
  return answer;
}

/** JSON with its keys in order, so that the same arguments are the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
