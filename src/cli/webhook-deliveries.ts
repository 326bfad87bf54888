import { Command } from 'commander';
import { DeliveryState } from '../domain/delivery.ts';
import { Invalid } from '../domain/errors.ts';
import { listDeliveries } from '../domain/list-deliveries.ts';
import { replayDead, replayDelivery } from '../domain/replay-delivery.ts';
import { testEndpoint } from '../domain/test-endpoint.ts';
import { deliveryLine, resultText } from '../render/webhook.ts';
import { Failed, type OpenList, type WithList } from './context.ts';
import { toNumber } from './number.ts';

interface Page {
  readonly state?: string;
  readonly limit?: string;
  readonly cursor?: string;
  readonly json?: boolean;
}

interface Replay {
  readonly dead?: string;
  readonly json?: boolean;
}

/** Its exit code tells scripts whether the receiver took the message. */
export function testCommand(withList: WithList): Command {
  return new Command('test')
    .description('Send it a test now, and say what the receiver answered')
    .argument('<id>', 'which one')
    .action((id: string, { json }: { json?: boolean }) =>
      withList(async ({ call, outlet }) => {
        const delivery = await testEndpoint(call, toNumber('id', id), await outlet());
        print(
          json ? JSON.stringify({ delivery }) : `Test of webhook #${delivery.endpoint_id}: ${resultText(delivery)}`,
        );
        if (delivery.state !== 'delivered') throw new Failed(1);
      }),
    );
}

export function deliveriesCommand(withList: WithList): Command {
  return new Command('deliveries')
    .description('What was sent and is to be sent, newest first')
    .argument('[id]', 'of this webhook only')
    .option('--state <name>', `only those that are ${DeliveryState.options.join(', ')}`)
    .option('--limit <count>', 'how many at once, up to 200', '50')
    .option('--cursor <id>', 'go on where the page before ended')
    .action((id: string | undefined, flags: Page) => withList((opened) => show(opened, id, flags)));
}

async function show({ call }: OpenList, id: string | undefined, { state, limit, cursor, json }: Page): Promise<void> {
  const known = DeliveryState.optional().safeParse(state);
  if (!known.success)
    throw new Invalid(`state must be one of ${DeliveryState.options.join(', ')}, not ${JSON.stringify(state)}`);
  const number = (name: string, text: string | undefined) => (text === undefined ? undefined : toNumber(name, text));
  const page = await listDeliveries(call, {
    endpoint_id: number('id', id),
    state: known.data,
    limit: number('limit', limit),
    cursor: number('cursor', cursor),
  });
  if (json) return print(JSON.stringify(page));
  const { deliveries, next_cursor } = page;
  const more = next_cursor === undefined ? [] : [`There are more: --cursor ${next_cursor}`];
  print(deliveries.length === 0 ? 'No deliveries.' : [...deliveries.map(deliveryLine), ...more].join('\n'));
}

export function replayCommand(withList: WithList): Command {
  return new Command('replay')
    .description('Have a delivery sent again under its id, or all that were given up, by the servers that run')
    .argument('[delivery-id]', 'which delivery')
    .option('--dead <id>', 'all of this webhook that were given up')
    .action((id: string | undefined, flags: Replay) => withList((opened) => replay(opened, id, flags)));
}

async function replay({ call }: OpenList, id: string | undefined, { dead, json }: Replay): Promise<void> {
  if ((id === undefined) === (dead === undefined))
    throw new Invalid('replay takes the number of a delivery, or --dead with that of a webhook', 'Give one of them.');
  if (id !== undefined) {
    const delivery = await replayDelivery(call, toNumber('delivery-id', id));
    return print(json ? JSON.stringify({ delivery }) : `Delivery #${delivery.id} will be sent again.`);
  }
  const count = await replayDead(call, toNumber('dead', dead ?? ''));
  print(
    json
      ? JSON.stringify({ replayed: count })
      : `${count} ${count === 1 ? 'delivery' : 'deliveries'} will be sent again.`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
