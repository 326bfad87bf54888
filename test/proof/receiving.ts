import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

const Told = z.looseObject({
  type: z.string(),
  data: z.looseObject({ id: z.int(), task: z.looseObject({ id: z.int() }) }),
});
const DOWN_MS = 200;

/** What a receiver has taken of one event. */
interface Taken {
  readonly taskId: number;
  readonly type: string;
  /** As many as it came under. */
  readonly ids: Set<string>;
  times: number;
}

/** A receiver of webhooks that fails as often as it is told to, and is gone for a moment now and then. */
export class Receiving {
  /** By the number of the change. */
  readonly taken = new Map<number, Taken>();
  readonly wrong: string[] = [];
  refused = 0;
  restarts = 0;
  secret = '';
  /** Called for each event that it takes. */
  told = (_type: string): void => {};
  readonly #failing: number;
  #server: Server;
  #port = 0;

  constructor(failing: number) {
    this.#failing = failing;
    this.#server = this.#newServer();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  async start(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  async restart(): Promise<void> {
    this.restarts++;
    this.stop();
    this.#server = this.#newServer();
    await new Promise((resolve) => setTimeout(resolve, DOWN_MS));
    await this.start();
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #newServer(): Server {
    return createServer((request, response) => void this.#receive(request, response).catch(() => {}));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    try {
      new Webhook(this.secret).verify(body, headers);
    } catch (error) {
      this.wrong.push(`a signature: ${error}`);
    }
    // Some are lost on the way in, some on the way back, when it has taken them already.
    const luck = Math.random();
    if (luck < this.#failing) this.refused++;
    if (luck < this.#failing / 3) return void request.socket.destroy();
    if (luck < (this.#failing * 2) / 3) return void response.writeHead(500).end('no');
    this.#take(headers['webhook-id'] ?? '', body);
    if (luck < this.#failing) request.socket.destroy();
    else response.writeHead(204).end();
  }

  #take(id: string, body: string): void {
    const { type, data } = Told.parse(JSON.parse(body));
    const taken = this.taken.get(data.id) ?? { taskId: data.task.id, type, ids: new Set(), times: 0 };
    taken.ids.add(id);
    taken.times++;
    this.taken.set(data.id, taken);
    this.told(type);
  }
}
