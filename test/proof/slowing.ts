import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Poster } from './poster.ts';
import { type Served, serve, tokensFor } from './served.ts';

interface Load {
  readonly slow: number;
  /** Calls of the good client, alone and again among the slow ones. */
  readonly calls: number;
  /** How long the slow ones stay before it is measured: whoever takes longer than 10 s for the headers is cut. */
  readonly fullMs: number;
  readonly restMs: number;
}

interface Outcome {
  /** What half of the good client's calls took at most. */
  readonly aloneMs: number;
  readonly amongMs: number;
  /** Connections that the service has cut meanwhile; each came again. */
  readonly cut: number;
  readonly mib: { readonly alone: number; readonly among: number; readonly after: number };
  readonly refused: number;
}

const DRIP_MS = 500;
const WARM_UP = 400;
const TITLE = 'A task whose title is long enough that nobody can leave a list of a hundred in a buffer '
  .repeat(2)
  .trim();
const LIST = { name: 'list_tasks', arguments: { limit: 100 } };
/** As many as one caller's calls may run at once, and some to spare. */
const READERS_OF_ONE = 200;

/** Measures one good client alone and among slow ones: of headers, of bodies, and of reading. */
export async function slowDown(database: string, { slow, calls, fullMs, restMs }: Load): Promise<Outcome> {
  const readers = Math.ceil(slow / 3 / READERS_OF_ONE);
  const names = ['good', 'slow', ...Array.from({ length: readers }, (_, index) => `reader ${index}`)];
  const [good = '', dripping = '', ...reading] = await tokensFor(
    database,
    names.map((name) => ({ name })),
  );
  const served = await serve(database);
  const poster = new Poster({ port: served.port, token: good, era: 'modern' });
  for (let batch = 0; batch < 5; batch++)
    await poster.call('add_tasks', {
      tasks: Array.from({ length: 20 }, (_, index) => ({ title: `${TITLE} ${batch}.${index}` })),
    });
  let refused = 0;
  const measure = async (count: number) => {
    const times: number[] = [];
    for (let call = 0; call < count; call++) {
      const begun = performance.now();
      const { status } = await poster.call('list_tasks', { limit: 20 });
      times.push(performance.now() - begun);
      if (status !== 200) refused++;
    }
    return times.sort((a, b) => a - b)[count >> 1] ?? 0;
  };
  const kind = (index: number): Slow => {
    if (index % 3 === 0) return { head: 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', drips: true };
    if (index % 3 === 1) return { head: `${headOf(dripping, 10_000)}{"jsonrpc":"2.0","id":1,"a":"`, drips: true };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: LIST });
    const token = reading[Math.floor(index / 3 / READERS_OF_ONE)] ?? '';
    // Asks a few times over, and reads nothing of it.
    return { head: (headOf(token, body.length) + body).repeat(8), drips: false };
  };
  const settled = async () => {
    await sleep(restMs);
    await measure(WARM_UP);
    return served.rssMib;
  };
  await measure(WARM_UP);
  // The level to come back to is that of a process which has seen such a crowd: Node keeps what it once had.
  const first = new Crowd(served, kind);
  await first.come(slow);
  await sleep(restMs);
  first.leave();
  const alone = await settled();
  const aloneMs = await measure(calls);
  const crowd = new Crowd(served, kind);
  await crowd.come(slow);
  await sleep(fullMs);
  const amongMs = await measure(calls);
  const among = served.rssMib;
  const cut = crowd.leave();
  const after = await settled();
  poster.close();
  await served.end();
  return { aloneMs, amongMs, cut, mib: { alone, among, after }, refused };
}

function headOf(token: string, length: number): string {
  const lines = ['Host: localhost', `Authorization: Bearer ${token}`, 'Content-Type: application/json'];
  const accept = 'Accept: application/json, text/event-stream';
  return `POST /mcp HTTP/1.1\r\n${[...lines, accept, `Content-Length: ${length}`].join('\r\n')}\r\n\r\n`;
}

interface Slow {
  readonly head: string;
  /** A byte now and then; otherwise it only does not read. */
  readonly drips: boolean;
}

/** Slow clients, as many as there should be: one that is cut comes again. */
class Crowd {
  readonly #served: Served;
  readonly #kind: (index: number) => Slow;
  readonly #sockets = new Map<number, Socket>();
  readonly #drip: NodeJS.Timeout;
  #cut = 0;
  #isOver = false;

  constructor(served: Served, kind: (index: number) => Slow) {
    this.#served = served;
    this.#kind = kind;
    this.#drip = setInterval(() => {
      for (const [index, socket] of this.#sockets) if (kind(index).drips) socket.write('x');
    }, DRIP_MS);
  }

  async come(count: number): Promise<void> {
    for (let index = 0; index < count; index++) await this.#open(index);
  }

  /** Gives how many were cut. */
  leave(): number {
    this.#isOver = true;
    clearInterval(this.#drip);
    for (const socket of this.#sockets.values()) socket.destroy();
    return this.#cut;
  }

  async #open(index: number): Promise<void> {
    const { head, drips } = this.#kind(index);
    const socket = connect(this.#served.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    if (drips) socket.resume();
    else socket.pause();
    socket.write(head);
    this.#sockets.set(index, socket);
    socket.once('close', () => {
      if (this.#isOver) return;
      this.#cut++;
      void this.#open(index).catch(() => {});
    });
  }
}
