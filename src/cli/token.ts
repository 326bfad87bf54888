import { Command } from 'commander';
import type { ApiToken } from '../domain/api-token.ts';
import type { Call } from '../domain/call.ts';
import { createToken } from '../domain/create-token.ts';
import { Invalid } from '../domain/errors.ts';
import { SCOPES } from '../domain/principal.ts';
import { revokeToken } from '../domain/revoke-token.ts';
import { inLine } from '../render/text.ts';
import { tokenLine } from '../render/token.ts';
import type { CliContext } from './context.ts';

const DAY_MS = 24 * 3_600_000;
const MAX_DAYS = 3_650;
const NEVER = 'never';

interface Answer {
  readonly json?: boolean;
}

interface NewToken extends Answer {
  readonly scope: string;
  readonly expires: string;
  readonly project?: string;
}

/** What others sign in with when they use this list over HTTP. */
export function tokenCommand(context: CliContext, root: Command): Command {
  const command = new Command('token').description('Make, list and revoke what others sign in with over HTTP');
  const withList = async (work: (call: Call) => Promise<void>) => {
    const { call, close } = await context.open();
    try {
      await work(call);
    } finally {
      await close();
    }
  };
  const create = new Command('create')
    .description('Make a token and show it, this once')
    .argument('<name>', 'who will use it, as the history will name them')
    .option('--scope <list>', `of ${SCOPES.join(', ')}; each includes those before it`, 'tasks:read,tasks:write')
    .option('--expires <days>', `when it ends: days from now, as in 30d, or ${NEVER}`, '90d')
    .option('--project <name>', 'sees and changes tasks of this project only')
    .action((name: string, flags: NewToken) => withList((call) => make(call, name, flags)));
  const list = new Command('list')
    .description('List the tokens that were not revoked')
    .action((flags: Answer) => withList((call) => show(call, flags)));
  const revoke = new Command('revoke')
    .description('End a token: its next call is refused and its open streams end')
    .argument('<name-or-id>', 'which one')
    .action((named: string, flags: Answer) => withList((call) => end(call, named, flags)));
  for (const each of [create, list, revoke])
    command.addCommand(each.option('--json', 'answer as JSON').copyInheritedSettings(root));
  return command;
}

async function make(call: Call, name: string, { scope, expires, project, json }: NewToken): Promise<void> {
  const scopes = scope.split(/[\s,]+/).filter(Boolean);
  const { token, secret } = await createToken(call, {
    name,
    scopes,
    project,
    lifetimeMs: toMs(expires),
  });
  if (json) return print(JSON.stringify({ token: forPrograms(token), secret }));
  process.stderr.write(
    `Token ${tokenLine(token, call.now())}.\nIt is shown this once; send it as Authorization: Bearer.\n`,
  );
  // Alone on the output, so that a script can take it.
  print(secret);
}

async function show(call: Call, { json }: Answer): Promise<void> {
  const tokens = await call.store.read((tx) => tx.tokens.all());
  if (json) return print(JSON.stringify({ tokens: tokens.map(forPrograms) }));
  print(tokens.length === 0 ? 'No tokens.' : tokens.map((token) => tokenLine(token, call.now())).join('\n'));
}

async function end(call: Call, named: string, { json }: Answer): Promise<void> {
  const token = await revokeToken(call, named);
  print(json ? JSON.stringify({ token: forPrograms(token) }) : `Token #${token.id} ${inLine(token.name)} revoked.`);
}

/** Without what does not apply. */
function forPrograms(token: ApiToken): object {
  return Object.fromEntries(Object.entries(token).filter(([, value]) => value !== null));
}

function toMs(text: string): number | undefined {
  if (text === NEVER) return undefined;
  const days = Number(/^(\d{1,4})d$/.exec(text)?.[1] ?? 0);
  if (days < 1 || days > MAX_DAYS)
    throw new Invalid(`expires must be 1d to ${MAX_DAYS}d or ${NEVER}, not ${JSON.stringify(text)}`);
  return days * DAY_MS;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
