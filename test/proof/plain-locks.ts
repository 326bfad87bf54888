/** Loaded before a server, takes SKIP LOCKED out of its claims: what they would cost if workers queued for the best task. */
import pg from 'pg';
import { z } from 'zod';

const Claim = z.looseObject({ text: z.string().regex(/of "tasks" skip locked$/), name: z.string() });
const { query } = pg.Client.prototype;

pg.Client.prototype.query = function plain(this: pg.Client, ...args: unknown[]) {
  const { data: claim } = Claim.safeParse(args[0]);
  if (claim === undefined) return Reflect.apply(query, this, args);
  const statement = { ...claim, text: claim.text.replace(' skip locked', ''), name: `${claim.name}plain` };
  return Reflect.apply(query, this, [statement, ...args.slice(1)]);
};
