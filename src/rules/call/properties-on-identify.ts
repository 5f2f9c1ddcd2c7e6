import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'call/properties-on-identify': { readonly traitsToo: boolean };
  }
}

export const rule: Rule<'call/properties-on-identify'> = {
  id: 'call/properties-on-identify',
  level: 'warning',
  summary: 'an identify call has properties instead of traits',
};

export const message: MessageOf<'call/properties-on-identify'> = ({ traitsToo }) => ({
  message: 'an identify call has properties; Segment ignores them there',
  hint: traitsToo ? 'move its fields into traits' : 'rename it to traits',
});

/** Segment's identify takes `traits`; `properties` are dropped there. */
export const check: RecordCheck = ({ call, value, properties }) => {
  // Properties that are not an object are reported by the schema.
  if (call !== 'identify' || properties === undefined) return undefined;
  return {
    rule: 'call/properties-on-identify',
    pointer: '/properties',
    details: { traitsToo: Object.hasOwn(value, 'traits') },
  };
};

export const explanation: Explanation = {
  meaning: 'An identify call has `properties`. What is known about a user belongs in `traits`.',
  why: 'Segment ignores `properties` there: nothing in them reaches the user’s profile, and no error shows.',
  bad: `{
  "type": "identify", "userId": "u1",
  "properties": { "plan": "pro" }
}`,
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "plan": "pro" }
}`,
  fix: 'Rename `properties` to `traits`, or move its fields there.',
};
