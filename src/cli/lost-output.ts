/**
 * Has a command end well although nobody reads its output to the end, as with `| head`; an output that cannot be written
 * for another reason, such as a full disk, is said in a sentence and makes the exit code 1.
 */
export function expectLostOutput(): void {
  process.stdout.on('error', (error) => {
    const code = 'code' in error ? error.code : undefined;
    if (code === 'EPIPE') return;
    process.stderr.write(`task-manager-mcp: The output cannot be written (${code}). Write it to another place.\n`);
    process.exitCode = 1;
  });
  process.stderr.on('error', () => {});
}
