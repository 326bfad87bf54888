import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import type { Call } from '../domain/call.ts';
import { StorageFailed, TaskError, Unconfirmed } from '../domain/errors.ts';
import type { Tool } from '../tools/tool.ts';
import type { Consent } from './consent.ts';
import { observed } from './observed.ts';
import type { Observer } from './services.ts';

/** Where programs find the kind of an error; `structuredContent` would be checked against the answer's schema. */
const ERROR_META = 'task-manager/error';
/** After how many seconds the call can be sent again. */
const RETRY_META = 'task-manager/retry-after';
/** Tells that nothing was done again: the same call had been answered before. */
const REPLAYED_META = 'task-manager/replayed';

function failure(text: string, code: string, retrySeconds?: number): CallToolResult {
  const retry = retrySeconds === undefined ? {} : { [RETRY_META]: retrySeconds };
  return { content: [{ type: 'text', text }], isError: true, _meta: { [ERROR_META]: code, ...retry } };
}

/** Reports an error that is ours, and gives the id under which the log has it. */
function report(error: unknown, observer: Observer): string {
  const id = crypto.randomUUID().slice(0, 8);
  observer.broke(id, error);
  return id;
}

interface Around {
  readonly call: Call;
  readonly observer: Observer;
  readonly requestId: string | undefined;
  readonly consent: Consent;
  /** Told when the call failed for now, and after how many seconds it can be sent again. */
  readonly failedForNow: ((retrySeconds: number) => void) | undefined;
}

/**
 * Runs a tool, or asks the person first where it may not run unasked. The one place where what it throws becomes words:
 * nothing else of an error ever leaves.
 */
export async function invoke(
  tool: Tool,
  args: unknown,
  { call, observer, requestId, consent, failedForNow }: Around,
): Promise<CallToolResult | InputRequiredResult> {
  try {
    const confirmed = await consent.given();
    const { data, text, replayed } = await observed(tool, args, { call: { ...call, confirmed }, observer, requestId });
    const answer = { content: [{ type: 'text' as const, text }], structuredContent: data };
    return replayed ? { ...answer, _meta: { [REPLAYED_META]: true } } : answer;
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    const question = error instanceof Unconfirmed ? await consent.ask(error) : undefined;
    if (question !== undefined) return question;
    if (error instanceof TaskError) {
      const { explain } = await import('../tools/explain.ts');
      const retrySeconds = error instanceof StorageFailed ? error.retrySeconds : undefined;
      if (retrySeconds !== undefined) failedForNow?.(retrySeconds);
      return failure(explain(error), error.code, retrySeconds);
    }
    return failure(
      `Error: internal error ${report(error, observer)}\nThe server's log says more under that id.`,
      'internal',
    );
  }
}

/** The same for what has no tool result: an error of the protocol. */
export async function guarded<T>(work: () => Promise<T>, observer: Observer, data?: unknown): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    if (error instanceof TaskError) throw new ProtocolError(ProtocolErrorCode.InvalidParams, oneLine(error), data);
    throw new ProtocolError(ProtocolErrorCode.InternalError, `Internal error ${report(error, observer)}`);
  }
}

function oneLine({ message, next }: TaskError): string {
  return next === undefined ? message : `${message.replace(/[^.]$/, '$&.')} ${next}`;
}
