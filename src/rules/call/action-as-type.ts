import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'call/action-as-type': { readonly call: string };
  }
}

export const rule: Rule<'call/action-as-type'> = {
  id: 'call/action-as-type',
  level: 'warning',
  summary: 'the call is named in action instead of type',
};

export const message: MessageOf<'call/action-as-type'> = ({ call }) => ({
  message: `action says which call this is; Segment reads it from type`,
  hint: `rename action to type: "type": "${call}"`,
});

export const explanation: Explanation = {
  meaning: 'The call is named in `action`, as the examples of the spec’s page have it, and there is no `type`.',
  why: 'Segment itself reads `type`. Its libraries set it for you, but a record that is sent as it stands, such as a line of a batch, is refused.',
  bad: `{
  "action": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Rename `action` to `type`.',
  silence: 'If your logs follow the spec’s page on purpose: `send` puts the right `type` in.',
};
