import type { Child } from './child.ts';
import { median, timesUs } from './numbers.ts';
import type { Request } from './requests.ts';

const WINDOW = 64;

/** Measures one kind of request against one server, a slice at a time. */
export class Meter {
  readonly #child: Child;
  readonly #request: Request;
  readonly #waitsUs: number[] = [];
  #cpuMs = 0;
  #pipelined = 0;

  constructor(child: Child, request: Request) {
    this.#child = child;
    this.#request = request;
  }

  /** So many calls that count for nothing: the first ones run uncompiled. */
  async warmUp(count: number): Promise<void> {
    await this.#child.requests(this.#request, count, WINDOW);
  }

  /** Each call after the answer of the one before. */
  async sequential(count: number): Promise<void> {
    this.#waitsUs.push(...(await timesUs(count, () => this.#child.request(this.#request))));
  }

  /** As many calls in flight as an impatient client has. */
  async pipelined(count: number): Promise<void> {
    const before = this.#child.cpuMs();
    await this.#child.requests(this.#request, count, WINDOW);
    this.#cpuMs += this.#child.cpuMs() - before;
    this.#pipelined += count;
  }

  /** What half of the sequential calls took at most. */
  get p50Us(): number {
    return median(this.#waitsUs);
  }

  /** What the server's process spent on one pipelined call. */
  get cpuUs(): number {
    return (this.#cpuMs * 1_000) / this.#pipelined;
  }
}
