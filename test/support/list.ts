import { onTestFinished } from 'vitest';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Call } from '../../src/domain/call.ts';
import type { Principal } from '../../src/domain/principal.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { newDatabase } from './folder.ts';

const WRITER: Principal = {
  id: 'token:1',
  name: 'agent',
  scopes: ['tasks:read', 'tasks:write'],
  project: undefined,
  expiresAt: undefined,
};

/** A list in this process, and the calls of whoever may do everything or only what a principal may. */
export async function openList({ now, env }: { now?: () => Date; env?: Record<string, string> } = {}) {
  const database = newDatabase();
  const { services, close } = await openApp(
    readConfig([], { LOG_LEVEL: 'silent', TASK_ACTOR: 'ada', DATABASE_URL: database, ...env }),
    { now },
  );
  onTestFinished(close);
  return {
    services,
    database,
    everything: services.callFor('test'),
    as: (principal: Partial<Principal>) => services.callFor('test', { ...WRITER, ...principal }),
  };
}

/** The text of a tool's answer. */
export async function tell(call: Call, name: string, args: Record<string, unknown> = {}): Promise<string> {
  const tool = TOOLS.find((each) => each.name === name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  return (await tool.invoke(call, args)).text;
}
