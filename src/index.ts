export type { CheckedRecord, CheckOptions, CheckRecord } from './check/check-record.js';
export { createCheck } from './check/check-record.js';
export { ruleLevels } from './check/rule-levels.js';
export { builtInRegistry } from './schema/registry.js';
