import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Place } from './place.ts';

const MOST_ADDED = 20_000;
/** What each copy of a row adds to its numbers: so many times the number of tasks, or of changes. */
const TABLES: Readonly<Record<string, Readonly<Record<string, 'tasks' | 'changes'>>>> = {
  tasks: { id: 'tasks' },
  task_tags: { task_id: 'tasks' },
  changes: { id: 'changes', group_id: 'changes', task_id: 'tasks' },
  search: { task_id: 'tasks' },
};

/** Lists in schemas of a Postgres database, dropped at the end. */
export async function inSchemas(url: string): Promise<Place> {
  const client = new Client(url);
  await client.connect();
  const run = `scale_${randomBytes(4).toString('hex')}`;
  const schemaOf = (size: number) => `${run}_${size}`;
  const made: number[] = [];
  return {
    async open(size) {
      await client.query(`CREATE SCHEMA ${schemaOf(size)}`);
      made.push(size);
      return `${url}${url.includes('?') ? '&' : '?'}options=-c%20search_path%3D${schemaOf(size)}`;
    },
    mostAdded: MOST_ADDED,
    async settle(size, added) {
      await client.query(`SET search_path = ${schemaOf(size)}`);
      await copy(client, size, added);
      await client.query('VACUUM ANALYZE');
      const { rows } = await client.query<{ bytes: string }>(
        "SELECT sum(pg_total_relation_size(format('%I', tablename)::regclass)) AS bytes FROM pg_tables WHERE schemaname = current_schema()",
      );
      return Number(rows[0]?.bytes);
    },
    async end() {
      for (const size of made) await client.query(`DROP SCHEMA ${schemaOf(size)} CASCADE`);
      await client.end();
    },
  };
}

async function copy(client: Client, size: number, added: number): Promise<void> {
  const { rows } = await client.query<{ changes: string }>('SELECT max(id) AS changes FROM changes');
  const count = { tasks: added, changes: Number(rows[0]?.changes) };
  for (let turn = 1; turn < size / added; turn += 1) {
    await client.query('BEGIN');
    for (const [table, numbers] of Object.entries(TABLES)) await copyRows(client, { table, numbers, count, turn });
    await client.query('COMMIT');
  }
  await client.query('UPDATE counts SET count = count * $1', [Math.ceil(size / added)]);
  for (const table of ['tasks', 'changes'])
    await client.query(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM ${table}))`);
}

interface Copied {
  readonly table: string;
  readonly numbers: Readonly<Record<string, 'tasks' | 'changes'>>;
  readonly count: Readonly<Record<'tasks' | 'changes', number>>;
  readonly turn: number;
}

async function copyRows(client: Client, { table, numbers, count, turn }: Copied): Promise<void> {
  // The transaction of a copied change is the one that copies it.
  const { rows } = await client.query<{ column: string }>(
    `SELECT column_name AS column FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER' AND column_name <> 'tx'`,
    [table],
  );
  const values = rows.map(({ column }) => {
    const of = numbers[column];
    return of === undefined ? column : `${column} + ${turn * count[of]}`;
  });
  const [key, of] = Object.entries(numbers)[0] ?? [];
  const first = of === undefined ? 0 : count[of];
  await client.query(`INSERT INTO ${table} (${rows.map(({ column }) => column).join(', ')})
    SELECT ${values.join(', ')} FROM ${table} WHERE ${key} <= ${first} ORDER BY ${key}`);
}
