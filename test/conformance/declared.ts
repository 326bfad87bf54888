import { CLIENT_CAPABILITIES_META_KEY, type ServerContext } from '@modelcontextprotocol/server';

/** What a client of 2026 says with each request that it can do. */
export function declaredBy({ mcpReq }: ServerContext): Readonly<Record<string, unknown>> {
  const declared: unknown = Reflect.get(mcpReq.envelope ?? {}, CLIENT_CAPABILITIES_META_KEY);
  return typeof declared === 'object' && declared !== null ? { ...declared } : {};
}
