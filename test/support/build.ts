import { execFileSync } from 'node:child_process';

/** Builds once before all tests, so that children never run yesterday's code. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.ts'], { stdio: 'inherit' });
}
