import { Command } from 'commander';
import { addEndpoint } from '../domain/add-endpoint.ts';
import type { Call } from '../domain/call.ts';
import { disableEndpoint } from '../domain/disable-endpoint.ts';
import { enableEndpoint } from '../domain/enable-endpoint.ts';
import { ENDPOINT_FORMATS, type ShownEndpoint } from '../domain/endpoint.ts';
import { EventType } from '../domain/event.ts';
import { listEndpoints } from '../domain/list-endpoints.ts';
import { removeEndpoint } from '../domain/remove-endpoint.ts';
import { rotateSecret } from '../domain/rotate-secret.ts';
import { PRIORITIES } from '../domain/task.ts';
import { endpointLine } from '../render/webhook.ts';
import type { CliContext, OpenList, WithList } from './context.ts';
import { toNumber } from './number.ts';
import { deliveriesCommand, replayCommand, testCommand } from './webhook-deliveries.ts';

interface Answer {
  readonly json?: boolean;
}

interface NewEndpoint extends Answer {
  readonly format?: string;
  readonly event?: string;
  readonly project?: string;
  readonly tag?: string;
  readonly priority?: string;
  readonly description?: string;
}

interface Rotation extends Answer {
  readonly now?: boolean;
}

/** Whom other than MCP clients is told what happens on this list. */
export function webhookCommand(context: CliContext, root: Command): Command {
  const command = new Command('webhook').description('Tell chats, CI and other systems what happens on this list');
  const withList: WithList = async (work) => {
    const list = await context.open();
    try {
      await work(list);
    } finally {
      await list.close();
    }
  };
  const simple = (name: string, says: string, did: string, work: (call: Call, id: number) => Promise<ShownEndpoint>) =>
    new Command(name)
      .description(says)
      .argument('<id>', 'which one')
      .action((id: string, flags: Answer) =>
        withList(async ({ call }) => tell(await work(call, toNumber('id', id)), did, flags)),
      );
  const list = new Command('list')
    .description('List them, without what they keep secret')
    .action((flags: Answer) => withList(({ call }) => show(call, flags)));
  const parts = [
    addCommand(withList),
    list,
    testCommand(withList),
    simple('disable', 'Send nothing more; what is on its way is given up', 'disabled', disableEndpoint),
    simple('enable', 'Send what happens from now on', 'enabled', enableEndpoint),
    rotateCommand(withList),
    simple('remove', 'End it for good, with its secrets and deliveries', 'removed', removeEndpoint),
    deliveriesCommand(withList),
    replayCommand(withList),
  ];
  for (const part of parts) command.addCommand(part.option('--json', 'answer as JSON').copyInheritedSettings(root));
  return command;
}

function addCommand(withList: WithList): Command {
  return new Command('add')
    .description('Have a URL told of what happens from now on, and show its signing secret, this once')
    .argument('<url>', 'where to, as https:')
    .option('--format <name>', `what is sent: ${ENDPOINT_FORMATS.join(', ')}`, ENDPOINT_FORMATS[0])
    .option('--event <list>', `only these, separated by commas, of ${EventType.options.join(', ')}`)
    .option('--project <name>', 'only tasks of this project')
    .option('--tag <list>', 'only tasks that have one of these, separated by commas')
    .option('--priority <lowest>', `only tasks of at least this priority: ${PRIORITIES.join(', ')}`)
    .option('--description <text>', 'what it is for')
    .action((url: string, flags: NewEndpoint) => withList((opened) => add(opened, url, flags)));
}

async function add({ call, outlet }: OpenList, url: string, flags: NewEndpoint): Promise<void> {
  const { format, event, project, tag, priority, description, json } = flags;
  const filter = { events: listOf(event), tags: listOf(tag), project, min_priority: priority };
  const made = await addEndpoint(call, { url, format, description, ...filter }, await outlet());
  if (json) return print(JSON.stringify(made));
  process.stderr.write(
    `Webhook ${endpointLine(made.endpoint, call.now())}.\nIts secret is shown this once; receivers check signatures with it.\n`,
  );
  // Alone on the output, so that a script can take it.
  print(made.secret);
}

function rotateCommand(withList: WithList): Command {
  return new Command('rotate-secret')
    .description('Give it a new secret and show that, this once; the one from before signs too for 24 hours')
    .argument('<id>', 'which one')
    .option('--now', 'the one from before has leaked: it ends at once')
    .action((id: string, flags: Rotation) => withList(({ call }) => rotate(call, toNumber('id', id), flags)));
}

async function rotate(call: Call, id: number, { now, json }: Rotation): Promise<void> {
  const rotated = await rotateSecret(call, id, now ? { overlapMs: 0 } : {});
  if (json) return print(JSON.stringify(rotated));
  const until = now ? 'The one from before is over.' : 'The one from before signs too for 24 hours.';
  process.stderr.write(`New secret of webhook #${id}, shown this once. ${until}\n`);
  print(rotated.secret);
}

async function show(call: Call, { json }: Answer): Promise<void> {
  const endpoints = await listEndpoints(call);
  if (json) return print(JSON.stringify({ endpoints }));
  const lines = endpoints.map((endpoint) => endpointLine(endpoint, call.now()));
  print(lines.length === 0 ? 'No webhooks.' : lines.join('\n'));
}

function tell(endpoint: ShownEndpoint, did: string, { json }: Answer): void {
  print(json ? JSON.stringify({ endpoint }) : `Webhook #${endpoint.id} ${did}.`);
}

function listOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((part) => part.trim());
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
