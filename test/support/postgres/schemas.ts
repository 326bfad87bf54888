import { Worker } from 'node:worker_threads';

export interface SchemaOrder {
  readonly create?: string;
  readonly drop?: string;
  /** Becomes DONE or FAILED, for whoever waits without giving up its thread. */
  readonly state: Int32Array;
}

export const DONE = 1;
export const FAILED = 2;
const WAIT_MS = 20_000;

let worker: Worker | undefined;
let made = 0;

/** The URL of a new empty schema. It stands there when this returns, since tests name their databases in passing. */
export function createSchema({ url, prefix }: { readonly url: string; readonly prefix: string }): {
  readonly url: string;
  readonly drop: () => void;
} {
  worker ??= startWorker(url);
  made += 1;
  const name = `${prefix}${process.pid}_${made}`;
  const state = order({ create: name });
  const outcome = Atomics.wait(state, 0, 0, WAIT_MS);
  if (outcome === 'timed-out' || state[0] === FAILED) throw new Error(`the schema ${name} could not be created`);
  const and = url.includes('?') ? '&' : '?';
  return { url: `${url}${and}options=-c%20search_path%3D${name}`, drop: () => void order({ drop: name }) };
}

function startWorker(url: string): Worker {
  const started = new Worker(new URL('./schema-worker.ts', import.meta.url), { workerData: url });
  started.unref();
  return started;
}

function order(fields: { readonly create: string } | { readonly drop: string }): Int32Array {
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const message: SchemaOrder = { ...fields, state };
  worker?.postMessage(message);
  return state;
}
