import { Invalid } from '../domain/errors.ts';

const MAX_LENGTH = 2_048;
/** Below it are the services of machines: whoever could make us speak to them had better not. */
const FIRST_FREE_PORT = 1_024;

/**
 * Where webhooks go, in the one notation that is looked at and connected to from here on: WHATWG rules make plain
 * addresses of octal, hexadecimal, short and full-width ones. What those rules would silently mend or drop is refused.
 * Whether its address may be reached is not known yet. Throws Invalid, without the path: it often is the receiver's secret.
 */
export function parseEndpointUrl(text: string): URL {
  if (text.length > MAX_LENGTH) throw wrong(`has ${text.length} characters`, `at most ${MAX_LENGTH} are allowed`);
  if (!/^https?:\/\/[^/\\?#]/i.test(text)) throw wrong('is no https: URL', 'such as https://hooks.example/tasks');
  if (/[\s\p{Cc}\\]/u.test(text)) throw wrong('contains white space or a backslash', 'write those percent-encoded');
  if (text.includes('#')) throw wrong('has a fragment', 'leave out everything from the # on');
  if (/^[^/]+\/\/[^/?]*@/.test(text))
    throw wrong('has a user or password in it', 'leave that out: receivers know us by the signature');
  const url = URL.parse(text);
  if (url === null) throw wrong('has no host that could exist', 'check its name and port');
  if (!isHost(url.hostname))
    throw wrong(`has the host ${url.hostname}`, 'names are letters, digits and -, separated by dots');
  if (url.port !== '' && Number(url.port) < FIRST_FREE_PORT)
    throw wrong(`has the port ${url.port}`, `that of its scheme and those from ${FIRST_FREE_PORT} on are allowed`);
  return url;
}

/** An address, or a name none of whose labels is empty: `localhost.` is the same host as `localhost` under another name. */
function isHost(hostname: string): boolean {
  return /^\[[\da-f:]+\]$/.test(hostname) || /^[a-z\d_-]{1,63}(\.[a-z\d_-]{1,63})*$/.test(hostname);
}

function wrong(what: string, rule: string): Invalid {
  return new Invalid(`the URL ${what}: ${rule}`);
}
