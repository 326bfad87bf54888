import { onTestFinished } from 'vitest';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { addEndpoint, type EndpointWish } from '../../src/domain/add-endpoint.ts';
import { PACE, type Pace } from '../../src/webhooks/pace.ts';
import { verdictOf } from '../../src/webhooks/verdict.ts';
import { newDatabase } from './folder.ts';
import { tell } from './list.ts';

/** Attempts follow each other at once, as often as they do in three days. */
export const QUICK: Pace = {
  ...PACE,
  pauseMs: () => 50,
  verdictOf(answer, tried) {
    const verdict = verdictOf(answer, tried);
    return verdict.kind === 'retry' ? { ...verdict, at: new Date(tried.now.getTime() + 5) } : verdict;
  },
};

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
  onTestFinished(close);
  const call = services.callFor('test');
  return {
    ...{ services, database, call, deliver, close },
    outlet: await outlet(),
    add: async (wish: EndpointWish) => addEndpoint(call, wish, await outlet()),
    tell: (name: string, args: Record<string, unknown> = {}) => tell(call, name, args),
  };
}
