import { isObject } from '../record/record.js';
import type { CopilotEvent } from '../schema/generated/event-types.js';
import { builtInRegistry } from '../schema/registry.js';

/**
 * Whether a value is one of the AI copilot spec's events, under its right name and as its JSON Schema asks. It looks at the
 * object as it is (a `Date` is no timestamp), so that TypeScript can rely on it. What the rules say beyond the schemas, of
 * size for one, `createValidator` tells.
 */
export function isCopilotEvent(value: unknown): value is CopilotEvent {
  if (!isObject(value) || typeof value['event'] !== 'string') return false;
  const match = builtInRegistry().match(value['event']);
  return match.kind === 'exact' && match.schema.validate(value);
}
