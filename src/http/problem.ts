interface Extra {
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a request that goes no further is answered with: a word for programs, a sentence for people, nothing of ours. */
export function problem(status: number, error: string, message: string, { headers = {} }: Extra = {}): Response {
  return Response.json({ error, message }, { status, headers });
}

export const tooMany = (message: string, seconds: number) =>
  problem(429, 'too_many_requests', message, { headers: { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) } });

export const unavailable = (message: string, seconds: number) =>
  problem(503, 'unavailable', message, { headers: { 'Retry-After': String(seconds) } });
