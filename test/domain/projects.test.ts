import { expect, test } from 'vitest';
import { projectNames } from '../../src/domain/projects.ts';
import { openList, tell } from '../support/list.ts';

test.each([
  ['', ['api', 'web']],
  ['W', ['web']],
  ['web\0', []],
  ['\ud800', []],
  ['\u{10FFFF}', []],
])('the projects that begin with %j are told', async (beginning, names) => {
  const { everything } = await openList();
  for (const project of ['web', 'api']) await tell(everything, 'add_task', { title: 'Some task', project });
  expect(await projectNames(everything, beginning)).toEqual(names);
});
