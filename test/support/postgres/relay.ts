import { connect, createServer, type Server, type Socket } from 'node:net';

/** Looks at every piece of data of one connection, which on loopback holds whole messages; false cuts it there. */
export type Judge = (direction: 'sent' | 'answered', data: Buffer) => boolean;

/** Stands between a program and its Postgres, and may cut a connection at a certain message or lead to another server. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The port that new connections are led to. */
  to: number;
  /** Gives each new connection its judge. */
  newJudge: () => Judge = () => () => true;
  #isSilent = false;

  private constructor(to: number) {
    this.to = to;
    this.#server = createServer((near) => this.#join(near));
  }

  static async to(port: number): Promise<Relay> {
    const relay = new Relay(port);
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    return relay;
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
    const far = connect(this.to, '127.0.0.1');
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
        if (judge(direction, data)) to.write(data);
        else cut();
      });
    };
    lead(near, far, 'sent');
    lead(far, near, 'answered');
  }
}
