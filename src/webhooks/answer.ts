import { without } from './url-secrets.ts';

/** What became of one attempt. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter: string | undefined;
      /** The beginning of what the receiver said, on one line. */
      readonly excerpt: string;
    }
  | {
      readonly kind: 'failed';
      /** `refused`: the address may not be sent to, so nothing was. */
      readonly reason: 'refused' | 'unreachable' | 'timeout';
      readonly message: string;
    };

const MAX_EXCERPT = 200;

/** `secrets` are not to be in it. */
export function excerptOf(bytes: Uint8Array, secrets: readonly string[]): string {
  // Before the cut, which could go through one of them.
  const text = without(secrets, new TextDecoder().decode(bytes));
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ').trim();
  return line.slice(0, MAX_EXCERPT).replace(/[\uD800-\uDBFF\uFFFD]$/, '');
}

export function isSuccess(answer: Answer): boolean {
  return answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
}

/** For a person who looks why a delivery failed. */
export function outcomeOf(answer: Answer): string {
  if (answer.kind === 'failed') return answer.message;
  const { status, excerpt } = answer;
  if (status >= 300 && status < 400) return `answered ${status}: redirects are not followed, give the URL it leads to`;
  return `answered ${status}${excerpt === '' ? '' : `: ${excerpt}`}`;
}
