const SECRET_KEY = /token|secret|password|authorization|api_?key|lease/i;
/** Named like a secret, but only a number that ties progress to a request. */
const HARMLESS = 'progressToken';
const SECRET_VALUE = /\b(?:tmk|tml|whsec)_[\w+/=-]+|\bBearer\s+[\w.+/=~-]+/gi;
/** In what is no JSON nobody can tell where a value ends, so it takes the rest with it. */
const SECRET_REST = new RegExp(`((?<!progress)(?:${SECRET_KEY.source})[\\w-]*[\\s"'\\\\]*[:=]).*$`, 'is');

/** A line of traffic without secrets: under telling keys, of telling forms, and in JSON inside of a text. */
export function masked(line: string): string {
  try {
    return JSON.stringify(JSON.parse(line), replace);
  } catch {
    // No JSON, or nested too deep to be walked.
    return line.replace(SECRET_REST, '$1 ***').replace(SECRET_VALUE, '***');
  }
}

/** The arguments of a call without secrets, as they can stand in the log. */
export function maskedArguments(args: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(args ?? {}, replace));
  } catch {
    // Nested too deep to be walked.
    return '***';
  }
}

function replace(key: string, value: unknown): unknown {
  if (SECRET_KEY.test(key) && key !== HARMLESS) return '***';
  if (typeof value !== 'string') return value;
  return /^\s*[{[]/.test(value) ? masked(value) : value.replace(SECRET_VALUE, '***');
}
