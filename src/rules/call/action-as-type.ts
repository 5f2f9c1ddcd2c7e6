import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'call/action-as-type': { readonly call: string };
  }
}

export const rule: Rule<'call/action-as-type'> = {
  id: 'call/action-as-type',
  level: 'warning',
  summary: 'the call is named in action, not in type',
};

export const message: MessageOf<'call/action-as-type'> = ({ call }) => ({
  message: 'the call is named in action; Segment reads type',
  hint: `rename action to type: "type": "${call}"`,
});

export const explanation: Explanation = {
  meaning: 'The call is named in `action`, as in the examples of the spec’s page, and there is no `type`.',
  why: 'Segment reads `type`. Its libraries set it for you, but a record that is sent as it is, such as part of a batch, is rejected.',
  bad: `{
  "action": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Rename `action` to `type`.',
  silence: 'If your logs follow the spec’s page on purpose. `send` adds the right `type`.',
};
