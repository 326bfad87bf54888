import { ProtocolError, ProtocolErrorCode, UriTemplate } from '@modelcontextprotocol/server';
import type { Call } from '../domain/call.ts';
import { SCOPES, type Scope } from '../domain/principal.ts';
import { holds } from '../domain/rights.ts';
import { changeUri, RESOURCES } from '../resources/index.ts';
import type { Resource } from '../resources/resource.ts';
import { shown } from './shown.ts';

const MIME_TYPE = 'application/json';
const MAX_COMPLETIONS = 100;
/** Each costs memory for as long as the listener stays. */
const MAX_LISTENED = 1_000;

const isTemplate = ({ uri }: Resource) => uri.includes('{');
const direct = RESOURCES.filter((resource) => !isTemplate(resource));
const templates = RESOURCES.filter(isTemplate).map((resource) => ({
  resource,
  template: new UriTemplate(resource.uri),
}));

/** What `resources/list` answers whoever has these scopes. */
export function resourceList(scopes: readonly Scope[] = SCOPES) {
  return direct
    .filter((resource) => holds(scopes, scopeOfResource(resource)))
    .map(({ uri, name, description }) => ({ uri, name, description, mimeType: MIME_TYPE }));
}

export const TEMPLATE_LIST = templates.map(({ resource: { uri, name, description } }) => ({
  uriTemplate: uri,
  name,
  description,
  mimeType: MIME_TYPE,
}));

/** The scope that reading the resource needs; of one that is not there the lowest. */
export function scopeOfUri(uri: string): Scope {
  const resource = direct.find((each) => each.uri === uri);
  return resource === undefined ? 'tasks:read' : scopeOfResource(resource);
}

const scopeOfResource = ({ scope = 'tasks:read' }: Resource) => scope;

function unknown(uri: string): never {
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown resource: ${shown(uri)}`, { uri });
}

function find(uri: string): { resource: Resource; variables: Record<string, string> } {
  const exact = direct.find((resource) => resource.uri === uri);
  if (exact !== undefined) return { resource: exact, variables: {} };
  for (const { resource, template } of templates) {
    const matched = template.match(uri);
    if (matched === null) continue;
    const text = Object.entries(matched).map(([name, value]) => [
      name,
      decode(Array.isArray(value) ? value.join(',') : value, uri),
    ]);
    return { resource, variables: Object.fromEntries(text) };
  }
  return unknown(uri);
}

function decode(part: string, uri: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return unknown(uri);
  }
}

/** The URI under which a change of that resource is told. Throws ProtocolError for what can be none. */
function toldAs(uri: string): string {
  const { resource, variables } = find(uri);
  return changeUri(resource, variables) ?? unknown(uri);
}

/** The same for all that a listener names at once. Throws ProtocolError also for more than anybody needs. */
export function toldAsAll(uris: readonly string[]): ReadonlyMap<string, string> {
  if (uris.length > MAX_LISTENED)
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `One can listen to at most ${MAX_LISTENED} resources at once`,
    );
  return new Map(uris.map((uri) => [uri, toldAs(uri)]));
}

/** The resource as JSON. Throws ProtocolError for an unknown one. */
export async function readResource(call: Call, uri: string) {
  const { resource, variables } = find(uri);
  const text = JSON.stringify(await resource.read(call, variables), null, 2);
  return { contents: [{ uri, mimeType: MIME_TYPE, text }] };
}

/** What a template's variable may be. Throws ProtocolError for an unknown template. */
export async function completeResource(
  call: Call,
  uri: string,
  variable: string,
  beginning: string,
): Promise<string[]> {
  const known = RESOURCES.find((resource) => resource.uri === uri) ?? unknown(uri);
  return ((await known.complete?.[variable]?.(call, beginning)) ?? []).slice(0, MAX_COMPLETIONS);
}
