import { type Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { hasArgument } from './json-rpc.ts';

/** What a call brings that may be answered long after: meanwhile beats of a stream tell the proxies between us that it lives. */
const WAITS = 'wait_seconds';

/**
 * The answer of a server of its own to one request of a client before 2026. It is plain JSON where it comes at once: a
 * stream of events costs as much again, and is of use only where something is said before the answer.
 */
export async function answerAlone(server: Server, request: Request, parsedBody: unknown): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({
    enableJsonResponse: !hasArgument(parsedBody, WAITS),
  });
  await server.connect(transport);
  const { promise: gone, resolve } = Promise.withResolvers<Response>();
  const leave = () => {
    // Nobody reads this, but the request has to end.
    resolve(new Response(null, { status: 499 }));
    void server.close();
  };
  request.signal.addEventListener('abort', leave, { once: true });
  return Promise.race([transport.handleRequest(request, { parsedBody }), gone]);
}
