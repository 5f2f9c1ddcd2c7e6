import type { Totals } from '../../listen/stream-messages.js';

export const NOTHING: Totals = { records: 0, valid: 0, errors: 0, warnings: 0 };

/** What was counted between two moments. */
export function difference(now: Totals, then: Totals): Totals {
  return {
    records: now.records - then.records,
    valid: now.valid - then.valid,
    errors: now.errors - then.errors,
    warnings: now.warnings - then.warnings,
  };
}
