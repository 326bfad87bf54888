export const TOOL_SETS = ['all', 'core'] as const;
type ToolSet = (typeof TOOL_SETS)[number];

/** How much of the server is shown; a setting, so the same for every connection and request. */
export interface Exposure {
  readonly toolSet: ToolSet;
  readonly readOnly: boolean;
}
