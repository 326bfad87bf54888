import type { ErrorCode, TaskError } from '../domain/errors.ts';

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

const STATUS: Record<ErrorCode, number> = {
  invalid: 400,
  not_found: 404,
  too_large: 413,
  conflict: 409,
  leased: 409,
  unconfirmed: 409,
  declined: 409,
  forbidden: 403,
  storage: 503,
};

/** What was refused by the domain: what is wrong, then the next step. */
export const problemOf = ({ code, message, next }: TaskError) =>
  problem(STATUS[code], code, next === undefined ? message : `${message.replace(/[^.?!]$/, '$&.')} ${next}`);
