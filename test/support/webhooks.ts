import { onTestFinished } from 'vitest';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { addEndpoint, type EndpointWish } from '../../src/domain/add-endpoint.ts';
import type { Pace } from '../../src/webhooks/pace.ts';
import { newDatabase } from './folder.ts';
import { tell } from './list.ts';

interface Wishes {
  readonly database?: string;
  readonly pace?: Pace;
  readonly now?: () => Date;
  readonly env?: Record<string, string>;
}

/** A list in this process that may send webhooks to receivers on this machine, once it is told to deliver. */
export async function openSender({ database = newDatabase(), pace, now, env }: Wishes = {}) {
  const settings = { LOG_LEVEL: 'silent', TASK_ACTOR: 'ada', WEBHOOK_ALLOW: '127.0.0.1', DATABASE_URL: database };
  const { services, outlet, deliver, close } = await openApp(readConfig([], { ...settings, ...env }), {
    ...(pace && { pace }),
    now,
  });
  let closed: Promise<void> | undefined;
  const closeOnce = () => {
    closed ??= close();
    return closed;
  };
  onTestFinished(closeOnce);
  const call = services.callFor('test');
  return {
    ...{ services, database, call, deliver, close: closeOnce },
    outlet: await outlet(),
    add: async (wish: EndpointWish) => addEndpoint(call, wish, await outlet()),
    tell: (name: string, args: Record<string, unknown> = {}) => tell(call, name, args),
  };
}
