const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_CHECK_MS = 250;

/**
 * Calls `end` once when the process should end: on the first signal, or, `withParent`, when the parent has died (a wrapper
 * such as npx that is killed leaves our input open). A second signal ends at once. Gives a function that stops watching.
 */
export function onEnding(end: () => void, { withParent }: { withParent: boolean }): () => void {
  const parent = process.ppid;
  let ending = false;
  const begin = () => {
    if (ending) return;
    ending = true;
    end();
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (ending) process.exit(signal === 'SIGINT' ? 130 : 143);
    begin();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const watch = setInterval(() => {
    if (withParent && process.ppid !== parent) begin();
  }, PARENT_CHECK_MS).unref();
  return () => {
    clearInterval(watch);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
