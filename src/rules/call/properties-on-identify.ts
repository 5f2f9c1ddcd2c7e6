import type { RecordRule } from '../call-record.js';

/** Segment's identify takes `traits`; `properties` are dropped there. */
export const propertiesOnIdentify: RecordRule = {
  id: 'call/properties-on-identify',
  check({ call, value, properties }) {
    // Of properties that are no object, the schema speaks.
    if (call !== 'identify' || properties === undefined) return undefined;
    return {
      rule: 'call/properties-on-identify',
      pointer: '/properties',
      details: { traitsToo: Object.hasOwn(value, 'traits') },
    };
  },
};
