import { type Session, textOf } from './session.ts';

/** Longer than any test may take: a wait that nothing ends fails its test. */
export const LONG = { wait_seconds: 50 };

/** A call that waits for sure: a later write of its connection has had its turn. */
export async function waiting(session: Session, args: Record<string, unknown>, signal?: AbortSignal) {
  const options = signal === undefined ? {} : { signal };
  const text = session.client.callTool({ name: 'get_changes', arguments: { ...LONG, ...args } }, options).then(textOf);
  text.catch(() => {});
  await session.failure('complete_task', { task_id: 999 });
  return { text };
}
