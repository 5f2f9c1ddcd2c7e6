import { isObject } from '../../record/record.js';
import type { RecordRule } from '../call-record.js';

/** `integrations: {"Segment.io": false}`: the SDK reports such an event delivered without sending it. */
export const deliveryDisabled: RecordRule = {
  id: 'segment/delivery-disabled',
  check({ value: { integrations } }) {
    if (!isObject(integrations) || integrations['Segment.io'] !== false) return undefined;
    return { rule: 'segment/delivery-disabled', pointer: '/integrations/Segment.io', details: {} };
  },
};
