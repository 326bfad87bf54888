const SECRET_KEY = /token|secret|password|authorization|api_?key|lease/i;
/** Named like a secret, but only a number that ties progress to a request. */
const HARMLESS = 'progressToken';
const SECRET_VALUE = /\b(?:tmk|whsec)_[\w+/=-]+|\bBearer\s+[\w.+/=~-]+/gi;

/** A line of JSON traffic without secrets: under telling keys, of telling forms, and in JSON inside of a text. */
export function masked(line: string): string {
  return JSON.stringify(JSON.parse(line), replace);
}

function replace(key: string, value: unknown): unknown {
  if (SECRET_KEY.test(key) && key !== HARMLESS) return '***';
  if (typeof value !== 'string') return value;
  return holdsJson(value) ? masked(value) : value.replace(SECRET_VALUE, '***');
}

function holdsJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
