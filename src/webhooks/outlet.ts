import { Invalid } from '../domain/errors.ts';
import type { Outlet } from '../domain/outlet.ts';
import { isSuccess, outcomeOf } from './answer.ts';
import { attempt } from './attempt.ts';
import { parseEndpointUrl } from './endpoint-url.ts';
import { FORMATS } from './formats/index.ts';
import { type Sending, TIMEOUT_MS } from './post.ts';
import { findRoute } from './route.ts';
import { within } from './within.ts';

/** The way out for use cases, under these rules. */
export function outletWith(routing: Omit<Sending, 'signal'> & { now(): Date }): Outlet {
  const { timeoutMs = TIMEOUT_MS } = routing;
  return {
    async check(text, format) {
      const url = parseEndpointUrl(text);
      try {
        await within(AbortSignal.timeout(timeoutMs), findRoute(FORMATS[format].target(url), routing));
      } catch (error) {
        if (error instanceof Invalid) throw error;
        throw new Invalid(`the URL has the host ${url.hostname}, which has no address`, 'Check its name.');
      }
      return url.href;
    },
    bodyOf: (event, { url, format }) => JSON.stringify(FORMATS[format].body(event, new URL(url))),
    async send(message, endpoint) {
      const answer = await attempt(message, endpoint, routing);
      const status = answer.kind === 'answered' ? answer.status : null;
      return { isDelivered: isSuccess(answer), status, outcome: outcomeOf(answer) };
    },
  };
}
