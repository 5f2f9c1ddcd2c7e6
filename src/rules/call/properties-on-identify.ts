import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'call/properties-on-identify': { readonly traitsToo: boolean };
  }
}

export const rule: Rule<'call/properties-on-identify'> = {
  id: 'call/properties-on-identify',
  level: 'warning',
  summary: 'an identify call with properties instead of traits',
};

export const message: MessageOf<'call/properties-on-identify'> = ({ traitsToo }) => ({
  message: 'properties stands on an identify call; Segment ignores it there',
  hint: traitsToo ? 'move what it holds into traits' : 'rename it to traits',
});

/** Segment's identify takes `traits`; `properties` are dropped there. */
export const check: RecordCheck = ({ call, value, properties }) => {
  // Of properties that are no object, the schema speaks.
  if (call !== 'identify' || properties === undefined) return undefined;
  return {
    rule: 'call/properties-on-identify',
    pointer: '/properties',
    details: { traitsToo: Object.hasOwn(value, 'traits') },
  };
};

export const explanation: Explanation = {
  meaning: 'An identify call has `properties`. What is known of a user stands in `traits`.',
  why: 'Segment ignores `properties` there: none of it reaches the user’s profile, and nothing says so.',
  bad: `{
  "type": "identify", "userId": "u1",
  "properties": { "plan": "pro" }
}`,
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "plan": "pro" }
}`,
  fix: 'Rename `properties` to `traits`, or move what it holds there.',
};
