import type { RecordRule } from '../call-record.js';
import { optionalNearMisses } from './optional-near-misses.js';

/** An optional field that is absent while its value stands under the right name in the wrong object. */
export const misplaced: RecordRule = {
  id: 'property/misplaced',
  check: (record) => (record.nearMisses.length === 0 ? undefined : optionalNearMisses(record, 'property/misplaced')),
};
