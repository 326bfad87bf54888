/** Keys whose values must not be seen by whoever reads the traffic. */
const SECRET_KEY = /("[^"]*(?:token|secret|password|authorization|api_?key|lease)[^"]*"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
const SECRET_VALUE = /\b(tmk|whsec)_[\w+/=-]+|\bBearer\s+[\w.+/=~-]+/g;

/** A line of traffic without secrets. `progressToken` and the like are numbers or names and stay. */
export function masked(line: string): string {
  return line.replace(SECRET_KEY, '$1"***"').replace(SECRET_VALUE, '***');
}
