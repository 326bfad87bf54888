import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * This user's home folder. A container's user may have none; and an empty HOME would stand for the folder one happens
 * to be in, where files of ours do not belong and files of others may lie.
 */
export function findHome(): string | undefined {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : undefined;
  } catch {
    return undefined;
  }
}
