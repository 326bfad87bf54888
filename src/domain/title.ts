import { Invalid } from './errors.ts';
import { TITLE_MIN } from './task.ts';
import { lengthOf } from './text.ts';

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const VISIBLE = /[\p{L}\p{N}\p{S}\p{P}]/u;

/** Throws Invalid unless the title has TITLE_MIN to `max` code points. */
export function checkTitle(title: string, max: number, field: string): void {
  const length = lengthOf(title);
  if (length < TITLE_MIN)
    throw new Invalid(`${field} must be ${TITLE_MIN}+ characters`, 'Say in a few words what is to be done.');
  if (!VISIBLE.test(title.replaceAll(INVISIBLE, ''))) {
    throw new Invalid(
      `${field} must have a letter, a digit or a sign that can be seen`,
      'Say in a few words what is to be done.',
    );
  }
  if (length > max) {
    throw new Invalid(
      `${field} must be at most ${max} characters, not ${length}`,
      'Shorten it and put the details into description.',
    );
  }
}
