import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createValidator, isCopilotEvent } from '../../src/index.js';
import { callOf } from '../../src/rules/call/call-of.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { mutatedRecords } from '../properties/mutated-records.js';
import { runs } from '../properties/runs.js';
import { EVENT_FILES, FILES, load } from '../schemas/schema-files.js';

const examplesOf = (file: string) => (load(file)['examples'] ?? []) as readonly Readonly<Record<string, unknown>>[];

describe('isCopilotEvent', () => {
  it.each(EVENT_FILES)('isCopilotEvent accepts the examples of %s', (file) => {
    expect(examplesOf(file).length).toBeGreaterThan(0);
    for (const example of examplesOf(file)) expect(isCopilotEvent(example)).toBe(true);
  });

  it('isCopilotEvent rejects other calls', () => {
    for (const file of FILES.filter((name) => name.startsWith('calls/'))) {
      for (const example of examplesOf(file)) expect(isCopilotEvent(example)).toBe(false);
    }
  });

  const [good = {}] = examplesOf('events/message-sent.schema.json');
  it.each([
    ['text', JSON.stringify(good)],
    ['an array', [good]],
    ['nothing', undefined],
    ['a misspelled name', { ...good, event: 'message_sent' }],
    ['a Date as timestamp', { ...good, timestamp: new Date() }],
    ['a missing field', { ...good, properties: { conversationId: 'c1', messageId: 'm1' } }],
    ['another call', { ...good, type: 'identify' }],
    ['no user', { ...good, anonymousId: '' }],
  ])('isCopilotEvent rejects %s', (_, value) => expect(isCopilotEvent(value)).toBe(false));

  it('isCopilotEvent agrees with createValidator about the schemas', () => {
    const onlySchemas = createValidator({
      rules: { '*': 'off', 'schema/*': 'error', 'call/missing-identity': 'error' },
    });
    fc.assert(
      fc.property(mutatedRecords, (record) => {
        const value = record as Readonly<Record<string, unknown>>;
        const registry = builtInRegistry();
        const isNamed = typeof value['event'] === 'string' && registry.match(value['event']).kind === 'exact';
        if (isNamed && callOf(value, registry, { file: '' }).call === 'track') {
          expect(isCopilotEvent(value)).toBe(onlySchemas(value).valid);
        }
      }),
      runs(1000),
    );
  });
});
