import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import { checkSources } from '../../src/check/check-sources.js';
import { createConversationCheck } from '../../src/check/conversation-check.js';
import { FastPath } from '../../src/check/fast-path.js';
import type { LateProblem } from '../../src/check/late-problem.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { SummaryCounter } from '../../src/check/summary.js';
import type { ConversationRule } from '../../src/conversations/conversation-rule.js';
import { DEFAULT_MAX_RECORD_SIZE } from '../../src/input/read-records.js';
import { fileSource } from '../../src/input/text-chunks.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';

// A rule as docs/contributing tells to add one, under an id that has a level and messages already.
vi.mock('../../src/rules/conversation/conversation-rules.js', async (importOriginal) => {
  const original = await importOriginal<{ CONVERSATION_RULES: readonly ConversationRule[] }>();
  const { kindSet, SENT } = await import('../../src/conversations/event-kind.js');
  const probe: ConversationRule = {
    id: 'conversation/missing-start',
    kinds: kindSet(SENT),
    isBroken: (_record, before) => !before.isNew,
    finding: ({ event }) => ({ rule: 'conversation/missing-start', pointer: '/event', details: { event } }),
  };
  return { CONVERSATION_RULES: [...original.CONVERSATION_RULES, probe] };
});

const record = (event: string, index: number, properties: object): string =>
  `${JSON.stringify({
    ...{ type: 'track', event, userId: 'u1', messageId: `m-${index}`, timestamp: '2024-05-15T15:00:00Z' },
    properties: { conversationId: 'c1', ...properties },
  })}\n`;

describe('a conversation rule that is added to the list', () => {
  it.each(['always', 'off'])('is checked on valid records with the scanner %s', async (mode) => {
    const folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
    const path = join(folder, 'log.ndjson');
    const sent = Array.from({ length: 9 }, (_, index) =>
      record('Message Sent', index, { messageId: `id-${index}`, message_body: 'Hi' }),
    );
    writeFileSync(path, [record('Conversation Started', 100, {}), ...sent].join(''));
    const levelOf = ruleLevels([]);
    const registry = builtInRegistry();
    const found: LateProblem[] = [];
    let built = 0;
    await checkSources({
      sources: [fileSource(path, path)],
      read: { inputFormat: 'auto', maxRecordSize: DEFAULT_MAX_RECORD_SIZE },
      check: createCheck({ registry, levelOf, now: Date.now }),
      fastPath: new FastPath({
        ...{ registry, levelOf, jobs: 1, sources: [], inputFormat: 'auto', mode, wantsFacts: true, showValues: false },
      }),
      conversations: createConversationCheck({ levelOf, files: new TemporaryFiles() }),
      counter: new SummaryCounter(),
      sinks: [
        {
          write() {
            built++;
          },
          writeLate: (late) => found.push(late),
        },
      ],
      stopped: () => false,
      onFailure(error) {
        throw error;
      },
    });
    rmSync(folder, { recursive: true });
    const rule = 'conversation/missing-start';
    expect(found).toMatchObject(
      sent.map((_, index) => ({ problem: { rule, event: 'Message Sent', line: index + 2 } })),
    );
    // The scanner has accepted all records: the rule was asked about them all the same.
    expect(built).toBe(mode === 'always' ? 0 : 10);
  });
});
