import { Invalid } from './errors.ts';
import { TITLE_MIN } from './task.ts';
import { lengthOf } from './text.ts';

/** Throws Invalid unless the title has TITLE_MIN to `max` code points. */
export function checkTitle(title: string, max: number, field: string): void {
  const length = lengthOf(title);
  if (length < TITLE_MIN)
    throw new Invalid(`${field} must be ${TITLE_MIN}+ characters`, 'Say in a few words what is to be done.');
  if (length > max) {
    throw new Invalid(
      `${field} must be at most ${max} characters, not ${length}`,
      'Shorten it and put the details into description.',
    );
  }
}
