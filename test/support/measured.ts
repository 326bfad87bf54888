import { answerOf } from './events.ts';
import { rawCall } from './raw.ts';
import type { Service } from './service.ts';

export const MODERN = { 'mcp-protocol-version': '2026-07-28' };

/** Calls a tool over HTTP and reads its answer to the end. */
export async function callOver(
  service: Service,
  name: string,
  args: object = {},
  headers: Record<string, string> = {},
) {
  const named = { ...MODERN, 'mcp-method': 'tools/call', 'mcp-name': name, ...headers };
  const response = await service.post(rawCall(1, name, args), named);
  await answerOf(response);
  return response;
}

/** The value of a line, named as it stands there. */
export async function metricOf(service: Service, line: string): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.slice(line.length));
}
