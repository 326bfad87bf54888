/** Where every copy of OpenTelemetry's API, of its first version, finds what an SDK has registered. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

/** What traces requests, if an SDK was loaded before us (`node --import`); otherwise not even the API is. */
export async function loadTrace(version: string) {
  if (!Reflect.has(globalThis, REGISTERED)) return undefined;
  const { newTrace } = await import('./spans.ts');
  return newTrace(version);
}
