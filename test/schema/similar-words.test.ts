import { describe, expect, it } from 'vitest';
import { builtInRegistry } from '../../src/schema/registry.js';
import { registryOf } from '../own-events/registry-of.js';
import { checkOne } from '../rules/check-one.js';

function similarTo(event: string, registry = builtInRegistry()): string | undefined {
  const match = registry.match(event);
  return match.kind === 'unknown' ? undefined : `${match.kind}: ${match.name}`;
}

describe('event names that are similar to a known one', () => {
  it.each([
    ['Conversation Start', 'word-form: Conversation Started'],
    ['Conversation Starting', 'word-form: Conversation Started'],
    ['Conversation End', 'word-form: Conversation Ended'],
    ['Feedback Submit', 'word-form: Feedback Submitted'],
    ['Feedback Submitting', 'word-form: Feedback Submitted'],
    ['Message Receive', 'typo: Message Received'],
    ['Message Sending', 'word-form: Message Sent'],
    ['Send Message', 'word-form: Message Sent'],
    ['sendMessage', 'word-form: Message Sent'],
    ['Invoke Actions', 'word-form: Action Invoked'],
    ['Load Component', 'word-form: Component Loaded'],
    ['Copilot Message Sent', 'extra-word: Message Sent'],
    ['Conversation Started V2', 'extra-word: Conversation Started'],
    ['copilot_conversation_start', 'extra-word: Conversation Started'],
    ['New Action Invoked', 'extra-word: Action Invoked'],
  ])('the event name %s is similar: %s', (event, expected) => {
    expect(similarTo(event)).toBe(expected);
  });

  it.each([
    'Message Not Sent',
    'Message Sent Failed',
    'Conversation Start Cancelled',
    'Before Conversation Started',
    'Great Chat Message Sent',
    'Order Sent',
    'Message',
    'Sent',
    'Item Purchased',
    'Conversation',
    'V2',
  ])('the event name %s is not similar to any known one', (event) => {
    expect(similarTo(event)).toBeUndefined();
  });

  it('an event name with many words takes no longer to compare', () => {
    expect(similarTo(Array.from({ length: 40 }, () => 'a').join(' '))).toBeUndefined();
  });
});

describe('event names that are similar to one of a schema of the user', () => {
  const properties = { type: { const: 'track' }, event: { const: 'Handoff Requested' } };
  const registry = registryOf({ schemas: { 'handoff.json': { type: 'object', required: ['event'], properties } } });

  it.each(['Handoff Request', 'Request Handoff', 'Agent Handoff Requested', 'handoffRequests'])(
    'the event name %s is similar to one of a schema of the user',
    (event) => {
      expect(similarTo(event, registry)).toMatch(/: Handoff Requested$/);
      const { rules, hints } = checkOne(
        { type: 'track', event, userId: 'u1', properties: { conversationId: 'c1' } },
        registry,
      );
      expect({ rules, hints }).toEqual({
        rules: ['event/similar-name event'],
        hints: ['rename it to "Handoff Requested" if that is what it means'],
      });
    },
  );

  it('the event name Handoff Rejected is not similar to Handoff Requested', () => {
    expect(similarTo('Handoff Rejected', registry)).toBeUndefined();
  });
});
