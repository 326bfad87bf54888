/** A request of the protocol, as whoever traces it names it. */
export interface Operation {
  readonly method: string;
  readonly id: string | number;
  /** Set for what we have: a name that a client has made up would be another span for each. */
  readonly tool?: string;
  readonly prompt?: string;
  readonly uri?: string;
  readonly protocolVersion: string | undefined;
  readonly sessionId: string | undefined;
  /** What came with the message, a trace's context perhaps. */
  readonly meta: object;
  /** Those of the HTTP request; undefined on standard input. */
  readonly headers: Headers | undefined;
}
