import type { RecordRule } from '../call-record.js';

/** Feedback Submitted without `properties.messageId`: the rating is that of the whole conversation. */
export const feedbackMissingMessageId: RecordRule = {
  id: 'feedback/missing-message-id',
  check({ schema, properties, nearMisses, value, isOn }) {
    if (!schema.names.includes('Feedback Submitted')) return undefined;
    if (properties === undefined || Object.hasOwn(properties, 'messageId')) return undefined;
    const nearMiss = nearMisses.find(({ field }) => field.pointer === '/properties/messageId');
    if (nearMiss !== undefined && isOn('property/misspelled-name')) return undefined;
    const topLevel = Object.hasOwn(value, 'messageId');
    return { rule: 'feedback/missing-message-id', pointer: '/properties/messageId', details: { topLevel } };
  },
};
