import { createCheck } from '../../src/check/check-record.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { createFix } from '../../src/fix/fix-record.js';
import type { Registry } from '../../src/schema/registry.js';
import { builtInRegistry } from '../../src/schema/registry.js';

const now = () => Date.parse('2026-06-01T00:00:00Z');

/** The problems of one record, or of its text, each as its rule, path and hint, and the record after `fix`. `file`: the name of its log. */
export function checkOne(record: object | string, registry: Registry = builtInRegistry(), file = 'a') {
  const levelOf = ruleLevels([]);
  const check = createCheck({ registry, levelOf, now });
  const raw = {
    file,
    number: 1,
    bytes: Buffer.from(typeof record === 'string' ? record : JSON.stringify(record)),
    line: 1,
    column: 1,
  };
  const { problems } = check(raw);
  const { checked } = createFix({ check, levelOf, registry, now })(raw);
  return {
    rules: problems.map(({ rule, path }) => `${rule} ${path}`),
    messages: problems.map(({ message }) => message),
    hints: problems.map(({ hint }) => hint),
    fixed: JSON.parse(checked.raw.bytes.toString()) as unknown,
    left: checked.problems.map(({ rule, path }) => `${rule} ${path}`),
  };
}

/** A valid Message Sent, with other members of the call or other properties. */
export function messageSent(call: object = {}, properties: object = {}): object {
  const all = { conversationId: 'c1', messageId: 'm1', message_body: 'hi', ...properties };
  return { type: 'track', event: 'Message Sent', userId: 'u1', ...call, properties: all };
}

/** An object without one of its members. */
export function without(object: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
