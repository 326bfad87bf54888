import type { Store } from '../domain/store.ts';

const PATIENCE_MS = 2_000;

/** Whether requests should be sent here: reads the store as a call would. The reason is one word, without details. */
export async function readiness(store: Store, isEnding: boolean): Promise<Response> {
  if (isEnding) return Response.json({ status: 'unavailable', reason: 'ending' }, { status: 503 });
  const timer = Promise.withResolvers<'slow'>();
  const timeout = setTimeout(timer.resolve, PATIENCE_MS, 'slow');
  try {
    const read = store.read((tx) => tx.changes.newest(1)).then(() => 'ready' as const);
    const outcome = await Promise.race([read, timer.promise]);
    if (outcome === 'ready') return Response.json({ status: 'ready' });
    return Response.json({ status: 'unavailable', reason: 'slow' }, { status: 503 });
  } catch {
    return Response.json({ status: 'unavailable', reason: 'store' }, { status: 503 });
  } finally {
    clearTimeout(timeout);
  }
}
