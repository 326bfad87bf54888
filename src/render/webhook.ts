import type { Delivery } from '../domain/delivery.ts';
import { type EndpointFilter, isPaused, type ShownEndpoint } from '../domain/endpoint.ts';
import { inLine, shortTime } from './text.ts';

/** `#1 The room: https://hooks.slack.com/…4711; slack; enabled; task.completed; project web; #api; from high; 2 secrets` */
export function endpointLine(endpoint: ShownEndpoint, now: Date): string {
  const { id, url, format, description, filter, secrets } = endpoint;
  const name = description === '' ? '' : ` ${inLine(description)}`;
  const facts = [
    inLine(url),
    format,
    stateText(endpoint, now),
    ...filterTexts(filter),
    ...(secrets > 1 ? [`${secrets} secrets`] : []),
  ];
  return `#${id}${name}: ${facts.join('; ')}`;
}

/** `#7 task.completed to #1: dead after 3 attempts, 2026-11-22T12:00Z; answered 503: later` */
export function deliveryLine({ id, ...delivery }: Delivery): string {
  const { type, endpoint_id, change_id } = delivery;
  return `#${id} ${type}${change_id === null ? '' : ` (change ${change_id})`} to #${endpoint_id}: ${resultText(delivery)}`;
}

/** How far a delivery has come, without its number: a test has none yet. */
export function resultText(delivery: Omit<Delivery, 'id'>): string {
  const { state, attempts, next_at, last_outcome, done_at, created_at } = delivery;
  const tried = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  const next = next_at === null ? '' : `, next ${shortTime(next_at)}`;
  const at = state === 'pending' ? next : `, ${shortTime(done_at ?? created_at)}`;
  const outcome = last_outcome === null ? '' : `; ${inLine(last_outcome)}`;
  return `${state} after ${tried}${at}${outcome}`;
}

function stateText({ state, reason, failures, paused_until, failing_since }: ShownEndpoint, now: Date): string {
  if (state === 'disabled') return `disabled${reason === null ? '' : ` (${inLine(reason)})`}`;
  if (failures === 0) return state;
  const since = failing_since === null ? '' : ` since ${shortTime(failing_since)}`;
  const pause =
    paused_until !== null && isPaused({ paused_until }, now) ? `, paused until ${shortTime(paused_until)}` : '';
  return `failing${since} (${failures} in a row)${pause}`;
}

function filterTexts({ events, project, tags, min_priority }: EndpointFilter): string[] {
  return [
    ...(events.length === 0 ? [] : [events.join(', ')]),
    ...(project === null ? [] : [`project ${project}`]),
    ...(tags.length === 0 ? [] : [tags.map((tag) => `#${tag}`).join(' or ')]),
    ...(min_priority === null ? [] : [`from ${min_priority}`]),
  ];
}
