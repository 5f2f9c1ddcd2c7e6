import type { RecordRule } from '../call-record.js';
import { optionalNearMisses } from './optional-near-misses.js';

/** An optional field that is absent while its value stands under a wrong name, wherever that is. */
export const misspelledProperty: RecordRule = {
  id: 'property/misspelled-name',
  check: (record) =>
    record.nearMisses.length === 0 ? undefined : optionalNearMisses(record, 'property/misspelled-name'),
};
