import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/index.js';
import { createValidator } from '../../src/index.js';
import { browserValidator } from '../../src/library/browser-validator.js';
import { copilotEventsPlugin } from '../../src/plugin-browser.js';
import { mutatedRecords } from '../properties/mutated-records.js';
import { PATIENT, runs } from '../properties/runs.js';
import { ROOT } from '../support/root.js';

const full = createValidator({ rules: { 'call/missing-type': 'off' } });

/** The errors by rule and field. Whether a missing id stands elsewhere, only the check with the schemas knows. */
function errors(problems: readonly Problem[]): string[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, pointer }) => (rule === 'call/missing-identity' ? rule : `${rule} ${pointer}`))
    .toSorted();
}

describe('the plugin for browsers', () => {
  it('the plugin for browsers is at most 15 kB with gzip and needs nothing of Node', () => {
    for (const file of ['dist/plugin-browser.js', 'dist/cjs/plugin-browser.js']) {
      const text = readFileSync(join(ROOT, file));
      expect(gzipSync(text, { level: 9 }).length).toBeLessThan(15_000);
      // Ajv keeps the text of a require for code that it would write.
      const code = text.toString().replaceAll('"require(', '').replaceAll("'require(", '');
      expect(code).not.toMatch(/\bnode:|\bBuffer\b|\bprocess\.|\brequire\(|^import /m);
    }
  });

  it('the plugin for browsers finds the errors that the one for Node finds', PATIENT, () => {
    const check = browserValidator({});
    fc.assert(
      fc.property(mutatedRecords, (record) => {
        // The SDKs always send a type.
        const value = { type: 'track', ...record };
        const [found, expected] = [check(value), full(value)];
        expect(errors(found.problems)).toEqual(errors(expected.problems));
        expect(found.valid).toBe(expected.valid);
      }),
      { ...runs(1500), endOnFailure: true },
    );
  });

  it('the plugin for browsers writes the same messages, with fewer hints', () => {
    const check = browserValidator({});
    const ids = { conversationId: 'c1', messageId: 'm1' };
    const call = { type: 'track', userId: 'u1' };
    for (const event of [
      { ...call, event: 'Message Sent', properties: ids },
      { ...call, event: 'Feedback Submitted', properties: { ...ids, rating: '5' } },
      { ...call, event: 'message_sent', properties: { ...ids, message_body: 'Hi' } },
      { type: 'track', event: 'Conversation Started', properties: ids },
      { ...call, event: 'Conversation Started', properties: { conversationId: '' } },
      { ...call, event: 'Conversation Started', timestamp: 'yesterday', properties: ids },
      { ...call, event: 'Message Sent', properties: { ...ids, message_body: 'x'.repeat(40_000) } },
      { ...call, event: 'Message Sent', properties: { ...ids, message_body: 'x', big: 1n } },
    ]) {
      const { problems } = check(event);
      const shown = ({ rule, message, path, conversationId }: Problem) => ({ rule, message, path, conversationId });
      expect(problems.map(shown)).toEqual(full(event).problems.map(shown));
      expect(problems).toHaveLength(1);
      expect(problems[0]?.hint).toBeDefined();
    }
  });

  it('the plugin for browsers obeys its option rules and rejects unknown options', () => {
    const logged: string[] = [];
    const event = { type: 'track', event: 'Conversation Started', userId: 'u1', properties: {} };
    const rules = { 'schema/*': 'warning', 'track/*': 'off' } as const;
    const plugin = copilotEventsPlugin({ rules, log: (text) => logged.push(text) });
    plugin.track({ event });
    expect(plugin).toMatchObject({ checked: 1, invalid: 0 });
    expect(logged).toEqual([expect.stringContaining('warning  properties.conversationId is missing')]);
    copilotEventsPlugin({ rules: { '*': 'off' }, log: (text) => logged.push(text) }).track({ event });
    expect(logged).toHaveLength(1);
    expect(() => copilotEventsPlugin({ mod: 'warn' } as never)).toThrow('mod is not an option; did you mean mode?');
    expect(() => copilotEventsPlugin({ rules: { '*': 'none' as never } })).toThrow(
      'the levels are error, warning, off',
    );
  });
});
