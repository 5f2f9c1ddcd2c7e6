import type { CallRecord, RecordRule } from '../call-record.js';

/** Whether a record is an ordinary track call that lacks a field, and no rule about near-misses speaks of that. */
function lacks(record: CallRecord, name: string): boolean {
  const { call, event, schema, properties, nearMisses, value } = record;
  if (call !== 'track' || event === undefined || schema.names.length > 0) return false;
  // `properties` of the wrong type is an error, and says all there is to say.
  if (properties === undefined ? Object.hasOwn(value, 'properties') : Object.hasOwn(properties, name)) return false;
  const nearMiss = nearMisses.find(({ field }) => field.parent === 'properties' && field.name === name);
  if (nearMiss === undefined) return true;
  return !record.isOn(nearMiss.foundName === name ? 'property/misplaced' : 'property/misspelled-name');
}

/** An ordinary track call without `properties.conversationId`: nothing ties it to its conversation. */
export const missingConversationId: RecordRule = {
  id: 'track/missing-conversation-id',
  check: (record) =>
    lacks(record, 'conversationId')
      ? { rule: 'track/missing-conversation-id', pointer: '/properties/conversationId', details: {} }
      : undefined,
};

/** An ordinary track call without `properties.messageId`: nothing ties it to its message. */
export const missingMessageId: RecordRule = {
  id: 'track/missing-message-id',
  check: (record) =>
    lacks(record, 'messageId')
      ? { rule: 'track/missing-message-id', pointer: '/properties/messageId', details: {} }
      : undefined,
};
