import { inflateRawSync } from 'node:zlib';
import { builtInPlans } from './generated/built-in-plans.js';
import type { TableMemory } from './table-memory.js';

/**
 * Writes the plans of the schemas that we ship, which were made when the package was built: to make them takes 10 ms while the engine
 * has not compiled the code. Returns their places, like `writePlans` of write-plan.ts.
 */
export function writePlans(memory: TableMemory): readonly number[] {
  const { tables, places } = builtInPlans;
  const plans = inflateRawSync(Buffer.from(tables, 'base64'));
  memory.bytes.set(plans, memory.allocate(plans.length));
  return places;
}
