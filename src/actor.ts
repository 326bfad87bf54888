import { userInfo } from 'node:os';

/** The name of the user whose process this is; a container's user may have none. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'user';
  }
}

/** Looked up once: it opens the system's list of users. */
const USER = osUser();

/** Who did it, where nobody said: `ada@claude-code`. A client may call itself anything, so only plain signs stay. */
export function actorOf(client: string | undefined): string {
  const name = (client ?? '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return `${USER}@${name === '' ? 'unknown' : name}`;
}
