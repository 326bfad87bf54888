/** What is shorter stands in many texts, and URLs that are no longer behind their origin are shown whole. */
const LEAST_LENGTH = 8;

/**
 * What of the URL may be the secret that its receiver knows us by, longest first. Receivers like to repeat it where
 * something is wrong: as it is, in pieces, or decoded.
 */
export function secretPartsOf({ pathname, search, searchParams }: URL): string[] {
  const raw = [`${pathname}${search}`, pathname, search, ...pathname.split('/'), ...search.split(/[?&=]/)];
  const parts = new Set([...raw, ...raw.map(decoded), ...searchParams.values()]);
  return [...parts].filter((part) => part.length >= LEAST_LENGTH).sort((one, other) => other.length - one.length);
}

export function without(parts: readonly string[], text: string): string {
  return parts.reduce((rest, part) => rest.replaceAll(part, '…'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
