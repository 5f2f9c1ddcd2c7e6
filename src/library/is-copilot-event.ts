import { isObject } from '../record/record.js';
import type { CopilotEvent } from '../schema/generated/event-types.js';
import { builtInRegistry } from '../schema/registry.js';

/**
 * Whether a value is an event of the AI copilot spec, under its right name, and valid against its JSON Schema. It
 * checks the object as it is (a `Date` is not a timestamp), so that TypeScript can rely on it. `createValidator` also
 * checks the rules beyond the schemas, such as the size of an event.
 */
export function isCopilotEvent(value: unknown): value is CopilotEvent {
  if (!isObject(value) || typeof value['event'] !== 'string') return false;
  const match = builtInRegistry().match(value['event']);
  return match.kind === 'exact' && match.schema.validate(value);
}
