import type { Call } from '../domain/call.ts';
import { TaskError } from '../domain/errors.ts';
import type { Answer } from '../domain/once.ts';
import type { Tool } from '../tools/tool.ts';
import type { Observer } from './services.ts';

interface Around {
  readonly call: Call;
  readonly observer: Observer;
  readonly requestId?: string | undefined;
}

/** Runs a tool and tells the observer how it went. Throws what the tool throws. */
export async function observed(tool: Tool, args: unknown, { call, observer, requestId }: Around): Promise<Answer> {
  const record = { tool: tool.name, actor: call.actor, principal: call.principal, request_id: requestId };
  const start = performance.now();
  const spent = () => ({ ...record, duration_ms: Math.round((performance.now() - start) * 1_000) / 1_000 });
  observer.called(record, args);
  try {
    const answer = await tool.invoke(call, args);
    observer.succeeded(spent());
    return answer;
  } catch (error) {
    observer.failed(spent(), error instanceof TaskError ? error.code : 'internal');
    throw error;
  }
}
