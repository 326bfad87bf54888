import { handoff } from './handoff.ts';
import { planDay } from './plan-day.ts';
import { planProject } from './plan-project.ts';
import type { Prompt } from './prompt.ts';
import { standup } from './standup.ts';
import { triage } from './triage.ts';
import { weeklyReview } from './weekly-review.ts';

/** In the order in which hosts see them. */
export const PROMPTS: readonly Prompt[] = [planProject, planDay, triage, standup, weeklyReview, handoff];
