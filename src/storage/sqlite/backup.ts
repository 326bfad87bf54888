import { copyTo } from './copy.ts';
import { existingList } from './existing.ts';

/** Writes a consistent copy of a list of ours to a new file, while others write. Throws StorageFailed. */
export async function backUp(path: string, to: string): Promise<void> {
  const { real } = await existingList(path);
  await copyTo(real, to);
}
