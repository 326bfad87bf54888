import { Writable } from 'node:stream';

/**
 * Keeps standard output for the protocol: gives the only stream that still writes to it, and sends whatever else is
 * printed there, by us or by a package, to standard error.
 */
export function claimStdout(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  const protocol = new Writable({
    decodeStrings: false,
    // The SDK waits for `drain` with a listener a message; the pipe behind has its own limit.
    highWaterMark: Number.MAX_SAFE_INTEGER,
    write: (chunk: Uint8Array | string, _encoding, done) => void write(chunk, done),
  });
  stdout.on('error', (error) => protocol.destroy(error));
  // Whoever read our logs may go; the protocol goes on.
  stderr.on('error', () => {});
  return protocol;
}
