import type { Store } from '../domain/store.ts';

const PATIENCE_MS = 2_000;
const RETRY_SECONDS = 2;

/**
 * Whether requests should be sent here: reads the store as a call would, on a connection that no writer can keep. The
 * reason is one word, without details.
 */
export async function readiness(store: Store, isEnding: boolean): Promise<Response> {
  if (isEnding) return unready('ending');
  const timer = Promise.withResolvers<'slow'>();
  const timeout = setTimeout(timer.resolve, PATIENCE_MS, 'slow');
  try {
    const read = store.read((tx) => tx.changes.newest(1)).then(() => 'ready' as const);
    const outcome = await Promise.race([read, timer.promise]);
    return outcome === 'ready' ? Response.json({ status: 'ready' }) : unready('slow');
  } catch {
    return unready('store');
  } finally {
    clearTimeout(timeout);
  }
}

function unready(reason: 'ending' | 'slow' | 'store'): Response {
  return Response.json(
    { status: 'unavailable', reason },
    { status: 503, headers: { 'Retry-After': String(RETRY_SECONDS) } },
  );
}
