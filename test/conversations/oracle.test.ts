import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import type { ConversationCheck } from '../../src/check/conversation-check.js';
import { createConversationCheck } from '../../src/check/conversation-check.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import type { ConversationMemory } from '../../src/conversations/conversation-log.js';
import { CONVERSATION_RULES } from '../../src/rules/conversation/conversation-rules.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';
import { PATIENT, runs } from '../properties/runs.js';
import type { Placed } from './oracle.js';
import { expectedProblems } from './oracle.js';
import type { Meant } from './random-log.js';
import { manyConversations, meantRecords, usualLog } from './random-log.js';

const levelOf = ruleLevels(CONVERSATION_RULES.map(({ id }) => ({ glob: id, level: 'warning' })));
const check = createCheck({ registry: builtInRegistry(), levelOf, now: () => Date.parse('2024-06-01T00:00:00Z') });
const RULES = new Set(CONVERSATION_RULES.map(({ id }) => id.replace('conversation/', '')));

/** So little that everything is sorted in files. */
const LITTLE: ConversationMemory = { rowBytes: 0, idBytes: 0, partitionBytes: 0, sorterBytes: 4096 };

interface Options {
  readonly files?: number;
  readonly order: 'time' | 'log';
  readonly memory?: ConversationMemory;
}

/** Puts records into files, in their order. */
function placed(log: readonly Meant[], files: number): Placed[] {
  const size = Math.ceil(log.length / files);
  return log.map((meant, index) => ({ ...meant, file: Math.floor(index / size), number: (index % size) + 1 }));
}

function found(log: readonly Placed[], { order, memory }: Options): string[] {
  const files = new TemporaryFiles();
  const conversations = createConversationCheck({ levelOf, order, files, memory }) as ConversationCheck;
  let last = -1;
  for (const { file, number, text } of log) {
    for (; last < file; last++) conversations.beginFile(String(last + 1));
    const raw = { file: String(file), number, line: number, column: 1, bytes: Buffer.from(text) };
    conversations.add(check(raw));
  }
  const problems = [...conversations.end(true)].map(({ problem: { file, record, rule, conversationId, related } }) => {
    const at = related?.[0];
    return `${file}:${record} ${rule} ${conversationId}${at === undefined ? '' : ` ${at.file}:${at.record}`}`;
  });
  expect(files.openCount).toBe(0);
  return problems;
}

const logs = fc.oneof(
  { weight: 4, arbitrary: fc.array(meantRecords, { maxLength: 40 }) },
  { weight: 4, arbitrary: usualLog },
  { weight: 1, arbitrary: manyConversations },
);

describe('the conversation rules', () => {
  it.each<[string, number, Options]>([
    ['by time', 2000, { order: 'time' }],
    ['by time, sorted in files', 300, { order: 'time', memory: LITTLE }],
    ['in the order of the log', 300, { order: 'log' }],
    ['in the order of the log, sorted in files', 100, { order: 'log', memory: LITTLE }],
  ])(
    'find what an oracle finds that is written apart, %s',
    (_, count, options) => {
      fc.assert(
        fc.property(logs, fc.integer({ min: 1, max: 4 }), (log, files) => {
          const all = placed(log, files);
          const expected = expectedProblems(all, options.order === 'time', RULES);
          expect(found(all, options).sort()).toEqual(expected.sort());
        }),
        runs(count),
      );
    },
    PATIENT.timeout,
  );
});
