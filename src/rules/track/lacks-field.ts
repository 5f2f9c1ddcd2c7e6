import type { CallRecord } from '../call-record.js';

/** Whether a record is an ordinary track call without a property, and no rule about near misses reports that. */
export function lacksField(record: CallRecord, name: string): boolean {
  const { call, event, schema, properties, nearMisses, value } = record;
  if (call !== 'track' || event === undefined || schema.names.length > 0) return false;
  // `properties` of the wrong type is an error of its own.
  if (properties === undefined ? Object.hasOwn(value, 'properties') : Object.hasOwn(properties, name)) return false;
  const isMisnamed = nearMisses.some(({ field }) => field.pointer === '/properties');
  if (isMisnamed && record.isOn('property/misspelled-name')) return false;
  const nearMiss = nearMisses.find(({ field }) => field.parent === 'properties' && field.name === name);
  if (nearMiss === undefined) return true;
  return !record.isOn(nearMiss.foundName === name ? 'property/misplaced' : 'property/misspelled-name');
}
