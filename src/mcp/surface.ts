import { CORE_TOOLS, TOOLS } from '../tools/index.ts';
import { catalogOf } from './catalog.ts';
import { INSTRUCTIONS } from './instructions.ts';

/**
 * All that hosts are told of us before the first call. The build puts the value in the place of this module, so that a
 * start need not load the tools and turn their schemas into JSON.
 */
export const SURFACE = {
  tools: catalogOf(TOOLS),
  core: CORE_TOOLS.map(({ name }) => name),
  instructions: INSTRUCTIONS,
};
