import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import type { RecordCheck, RecordScope } from '../../src/rules/rule.js';
import { loadScanner } from '../../src/scan/load-scanner.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { bothPaths, TODAY } from './both-paths.js';

/** What the rule under test concerns; undefined for all records. */
const scope = vi.hoisted(() => ({ concerns: undefined as RecordScope | undefined }));

// A record rule without a bit of the scanner, under the id of a rule that is not about records. It has a finding in every record.
vi.mock('../../src/rules/rules.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/rules/rules.js')>();
  const id = 'request/too-large';
  const check: RecordCheck = () => ({ rule: id, pointer: '', details: { bytes: 1, limit: 0, isBatch: false } });
  const rule = {
    ...original.RULES[id],
    get concerns() {
      return scope.concerns;
    },
  };
  return {
    ...original,
    RULES: { ...original.RULES, [id]: rule },
    RECORD_CHECKS: { ...original.RECORD_CHECKS, [id]: check },
  };
});
// The list of rules reads their scopes when it is loaded; the test changes them.
vi.mock('../../src/rules/record-rules.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/rules/record-rules.js')>();
  const RECORD_RULES = original.RECORD_RULES.map((rule) =>
    rule.id === 'request/too-large'
      ? Object.defineProperty({ ...rule }, 'concerns', { get: () => scope.concerns })
      : rule,
  );
  return { ...original, RECORD_RULES };
});

const track = (event: string, properties: object): string =>
  JSON.stringify({ type: 'track', event, userId: 'u1', properties: { conversationId: 'c1', ...properties } });

const LOG = [
  track('Message Sent', { messageId: 'm1', message_body: 'Hi' }),
  track('Feedback Submitted', { messageId: 'm1', rating: 4 }),
  track('Conversation Ended', { message_count: 1 }),
  track('Order Placed', {}),
  track('Order Placed', {}),
  JSON.stringify({ type: 'identify', userId: 'u1', traits: { plan: 'pro' } }),
  JSON.stringify({ type: 'group', userId: 'u1', groupId: 'g1' }),
];

describe('a record rule without a bit of the scanner', () => {
  afterEach(() => {
    scope.concerns = undefined;
  });

  it.each<[string, RecordScope, number[]]>([
    ['an event', { events: ['Feedback Submitted'] }, [1]],
    ['two events', { events: ['Conversation Ended', 'Message Sent'] }, [0, 2]],
    ['a call', { calls: ['identify'] }, [5]],
    ['all track calls', { calls: ['track'] }, [0, 1, 2, 3, 4]],
    ['an event of another call', { calls: ['group'], events: ['Message Sent'] }, []],
  ])('costs only the records that it concerns: %s', async (_name, concerns, concerned) => {
    scope.concerns = concerns;
    const { compare } = await bothPaths();
    compare(LOG.map((text) => Buffer.from(text)));
    // The scanner has learned the event that is not in the spec.
    const compared = compare(LOG.map((text) => Buffer.from(text)));
    expect(compared.map(({ dispute }) => dispute)).toEqual(LOG.map(() => undefined));
    expect(compared.flatMap(({ accepted }, index) => (accepted ? [] : [index]))).toEqual(concerned);
    const problems = compared.flatMap(({ checked }, index) => (checked.problems.length > 0 ? [index] : []));
    expect(problems).toEqual(concerned);
  });

  it('concerns events under outdated names, too', async () => {
    scope.concerns = { events: ['Conversation Ended'] };
    const off = (rule: string) => (rule === 'event/outdated-name' || rule === 'event/similar-name' ? 'off' : 'warning');
    const registry = builtInRegistry();
    const old = 'Live Chat Conversation Ended';
    const check = createCheck({ registry, levelOf: off, now: () => TODAY });
    const bytes = Buffer.from(track(old, {}));
    const { problems } = check({ file: 'a', number: 1, line: 1, column: 1, bytes });
    expect(problems.map(({ rule }) => rule)).toContain('request/too-large');
    const scanner = await loadScanner({ registry, isOn: (rule) => off(rule) !== 'off', wantsFacts: false });
    scanner?.learn(old);
    expect(scanner?.accept(bytes, TODAY)).toBeUndefined();
  });

  it('leaves nothing for the scanner to accept if it concerns all records', async () => {
    const registry = builtInRegistry();
    expect(await loadScanner({ registry, isOn: () => true, wantsFacts: false })).toBeUndefined();
  });
});
