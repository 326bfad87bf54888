import type { Principal } from '../domain/principal.ts';

/** What a reader may leave unread before its stream is dropped; it hears of what it missed when it comes back and reads. */
const MAX_UNREAD_BYTES = 256 * 1024;
/** Timers cannot be set further ahead. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface Hold {
  readonly principal: Principal;
  /** Cuts the connection: its reader has stopped reading. */
  drop(): void;
  /** Called once, however the stream ended. */
  ended(): void;
}

/** The open streams of hints: bounded in what they keep for slow readers, and ended with the right to read them. */
export class Streams {
  readonly #open = new Map<string, Set<() => void>>();

  /** The response as it is to be sent, whose body may stay open for hours. */
  hold(response: Response, { principal, drop, ended }: Hold): Response {
    if (response.body === null) {
      ended();
      return response;
    }
    const reader = response.body.getReader();
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const over = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#remove(principal.id, end);
      ended();
    };
    const end = () => void reader.cancel().catch(() => {});
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const pump = async () => {
            for (;;) {
              const { done, value } = await reader.read();
              if (done) break;
              if ((controller.desiredSize ?? 0) <= 0) {
                drop();
                return end();
              }
              controller.enqueue(value);
            }
            controller.close();
          };
          // Whoever went away meanwhile needs no end.
          void pump()
            .catch(() => {})
            .finally(over);
        },
        cancel: end,
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MAX_UNREAD_BYTES }),
    );
    this.#add(principal.id, end);
    const leftMs = principal.expiresAt === undefined ? undefined : principal.expiresAt.getTime() - Date.now();
    if (leftMs !== undefined && leftMs < MAX_TIMER_MS) timer = setTimeout(end, leftMs).unref();
    const { status, headers } = response;
    return new Response(body, { status, headers });
  }

  /** Ends all that are open for a principal. */
  endOf(principalId: string): void {
    for (const end of this.#open.get(principalId) ?? []) end();
  }

  #add(principalId: string, end: () => void): void {
    const open = this.#open.get(principalId) ?? new Set();
    this.#open.set(principalId, open.add(end));
  }

  #remove(principalId: string, end: () => void): void {
    const open = this.#open.get(principalId);
    open?.delete(end);
    if (open?.size === 0) this.#open.delete(principalId);
  }
}
