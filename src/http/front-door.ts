import type { IncomingMessage } from 'node:http';
import { problem } from './problem.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const ANY_ADDRESS = ['0.0.0.0', '[::]'];

export interface Places {
  readonly host: string;
  readonly publicUrl: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

/** `::1` as it stands in a URL. */
export const inUrl = (host: string) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

/** The name in a Host header, without the port: `[::1]` of `[::1]:3000`. Undefined for what can be none. */
export function hostnameOf(host: string): string | undefined {
  const isHost = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]\\]+)(:\d{1,5})?$/i.test(host);
  return isHost ? URL.parse(`http://${host}`)?.hostname : undefined;
}

/** Whether nobody but this machine's own processes can reach what listens there. */
export function isLoopback(host: string): boolean {
  const name = hostnameOf(inUrl(host)) ?? '';
  return LOOPBACK.includes(name) || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/**
 * Lets in only what was meant for us: a web page that has its own name resolve to this machine (DNS rebinding), or that
 * posts here from elsewhere, is refused before anything else looks at it. Gives undefined for what may go on.
 */
export function frontDoor({ host, publicUrl, allowedHosts, allowedOrigins }: Places) {
  const own = [inUrl(host), ...allowedHosts].map(hostnameOf).filter((name) => !ANY_ADDRESS.includes(name ?? ''));
  const publicName = publicUrl === undefined ? undefined : URL.parse(publicUrl)?.hostname;
  const names = new Set([...LOOPBACK, ...own, publicName]);
  const origins = new Set([...allowedOrigins, publicUrl === undefined ? undefined : URL.parse(publicUrl)?.origin]);

  return ({ rawHeaders }: IncomingMessage): Response | undefined => {
    const all = (name: string) =>
      rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === name && index % 2 === 1);
    const [named, ...more] = all('host');
    if (named === undefined || more.length > 0)
      return problem(400, 'bad_request', 'A request has exactly one Host header.');
    if (!names.has(hostnameOf(named) ?? ''))
      return problem(
        403,
        'forbidden_host',
        'This service is not called so. Its operator can allow the name: ALLOWED_HOSTS.',
      );
    const [origin, ...others] = all('origin');
    const isOurs = origin === undefined || origins.has(origin) || isSame(origin, named);
    if (others.length > 0 || !isOurs)
      return problem(
        403,
        'forbidden_origin',
        'Web pages of that origin may not use this service. Its operator can allow it: ALLOWED_ORIGINS.',
      );
    return undefined;
  };
}

/** A page of ours calls back to where it came from; a proxy may have taken the TLS off. */
function isSame(origin: string, host: string): boolean {
  const page = URL.parse(origin);
  return page !== null && /^https?:$/.test(page.protocol) && page.host === URL.parse(`${page.protocol}//${host}`)?.host;
}
