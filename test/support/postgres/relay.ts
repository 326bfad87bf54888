import { connect, createServer, type Server, type Socket } from 'node:net';

/** Looks at every piece of data of one connection, which on loopback holds whole messages; false cuts it there. */
export type Judge = (direction: 'sent' | 'answered', data: Buffer) => boolean;

/**
 * Stands between a program and its Postgres: may cut a connection at a certain message, lead to another server, or be as
 * slow as a long way.
 */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #host: string;
  /** The port that new connections are led to. */
  to: number;
  /** For how long everything that is said, by either side, is on its way. */
  delayMs = 0;
  /** Gives each new connection its judge. */
  newJudge: () => Judge = () => () => true;
  #isSilent = false;

  private constructor(to: number, host: string) {
    this.to = to;
    this.#host = host;
    this.#server = createServer((near) => this.#join(near));
  }

  static async to(port: number, host = '127.0.0.1'): Promise<Relay> {
    const relay = new Relay(port, host);
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  /** In front of the server of that database. */
  static async before(url: string): Promise<Relay> {
    const { hostname, port } = new URL(url);
    return Relay.to(Number(port || 5432), hostname);
  }

  /** The same database by way of this relay. */
  urlOf(url: string): string {
    const here = new URL(url);
    here.host = `127.0.0.1:${this.port}`;
    return here.href;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Takes everything and passes nothing on, as a network that has lost the way. */
  silence(isSilent: boolean): void {
    this.#isSilent = isSilent;
    if (!isSilent) this.cutAll();
  }

  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cutAll();
    await closed;
  }

  #join(near: Socket): void {
    const far = connect({ port: this.to, host: this.#host, noDelay: true });
    near.setNoDelay();
    const judge = this.newJudge();
    const cut = () => {
      near.destroy();
      far.destroy();
    };
    const lead = (from: Socket, to: Socket, direction: 'sent' | 'answered') => {
      this.#sockets.add(from);
      from.on('error', cut);
      from.on('close', () => {
        this.#sockets.delete(from);
        cut();
      });
      from.on('data', (data) => {
        if (this.#isSilent) return;
        if (!judge(direction, data)) cut();
        else if (this.delayMs === 0) to.write(data);
        else setTimeout(() => to.write(data), this.delayMs);
      });
    };
    lead(near, far, 'sent');
    lead(far, near, 'answered');
  }
}
