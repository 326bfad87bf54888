import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Which other processes have the file open, as far as the system tells this user: `1234 (node)`; undefined: not known. */
export function usersOf(path: string): string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const users = readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid && holds(pid, path),
  );
  return users.map((pid) => `${pid} (${nameOf(pid)})`);
}

function holds(pid: string, path: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => target(`/proc/${pid}/fd/${fd}`) === path);
  } catch {
    // Another user's process, or one that has just ended.
    return false;
  }
}

function target(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'ended';
  }
}
