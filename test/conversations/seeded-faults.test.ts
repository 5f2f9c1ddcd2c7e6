import { describe, expect, it } from 'vitest';
import { problemsIn } from '../support/expect-case.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

type Record_ = { [key: string]: unknown; event: string; properties: { [key: string]: unknown } };

const ALL_ON = ['--rule', 'conversation/never-ended=warning', '--rule', 'conversation/out-of-order=warning'];

/** Conversations as they should be: each of 14 records, twenty of them, five going on at any time. */
function flawlessLog(): Record_[] {
  let second = 0;
  const conversation = (number: number): Record_[] => {
    const record = (event: string, properties: object): Record_ => ({
      type: 'track',
      event,
      userId: `user-${number}`,
      properties: { conversationId: `conversation-${number}`, ...properties },
    });
    const message = (count: number): Record_[] => {
      const messageId = `m${count}`;
      const body = { messageId, message_body: 'Where is it?' };
      return count % 2 === 1
        ? [record('Message Sent', body)]
        : [
            record('Message Received', body),
            record('Action Invoked', { messageId, type: 'Order Request', action: 'look up' }),
            record('Component Loaded', { messageId, type: 'order card' }),
          ];
    };
    return [
      record('Conversation Started', {}),
      ...[1, 2, 3, 4, 5].flatMap(message),
      record('Order Placed', {}),
      record('Feedback Submitted', { messageId: 'm4', rating: 5 }),
      record('Conversation Ended', { message_count: 5 }),
      record('Feedback Submitted', { messageId: 'm2', rating: 4 }),
    ];
  };
  const waves = [0, 5, 10, 15].map((first) => [1, 2, 3, 4, 5].map((number) => conversation(first + number)));
  const interleaved = waves.flatMap((wave) =>
    Array.from({ length: wave[0]?.length ?? 0 }, (_, turn) => wave.map((records) => records[turn] as Record_)).flat(),
  );
  return interleaved.map((record) => ({
    ...record,
    timestamp: new Date(Date.UTC(2024, 4, 15, 15, 0, second++)).toISOString(),
  }));
}

/** Where a record of a conversation stands: the first one of that event, and of that message if one is named. */
function indexOf(log: readonly Record_[], number: number, event: string, messageId?: string): number {
  const found = log.findIndex(
    (record) =>
      record.event === event &&
      record.properties['conversationId'] === `conversation-${number}` &&
      (messageId === undefined || record.properties['messageId'] === messageId),
  );
  if (found === -1) throw new Error(`conversation ${number} has no ${event}`);
  return found;
}

/** Ten faults, each in a conversation of its own, and the rule that has to see it. */
const FAULTS: readonly (readonly [rule: string, number: number, seed: (log: Record_[], number: number) => void])[] = [
  ['missing-start', 1, (log, number) => log.splice(indexOf(log, number, 'Conversation Started'), 1)],
  [
    'duplicate-start',
    3,
    (log, number) => {
      const at = indexOf(log, number, 'Message Received', 'm2');
      const start = log[indexOf(log, number, 'Conversation Started')] as Record_;
      log.splice(at, 0, { ...start, timestamp: log[at]?.['timestamp'] });
    },
  ],
  ['never-ended', 5, (log, number) => log.splice(indexOf(log, number, 'Conversation Ended'), 1)],
  [
    'after-end',
    7,
    (log, number) => {
      const action = log[indexOf(log, number, 'Action Invoked')] as Record_;
      const at = indexOf(log, number, 'Feedback Submitted', 'm2');
      log.splice(at, 0, { ...action, timestamp: log[at]?.['timestamp'] });
    },
  ],
  [
    'duplicate-message-id',
    9,
    (log, number) => {
      const { properties } = log[indexOf(log, number, 'Message Sent', 'm3')] as Record_;
      properties['messageId'] = 'm1';
    },
  ],
  [
    'unknown-message',
    11,
    (log, number) => {
      const { properties } = log[indexOf(log, number, 'Feedback Submitted', 'm4')] as Record_;
      properties['messageId'] = 'm6';
    },
  ],
  [
    'wrong-message-count',
    13,
    (log, number) => {
      const { properties } = log[indexOf(log, number, 'Conversation Ended')] as Record_;
      properties['message_count'] = 9;
    },
  ],
  [
    'out-of-order',
    15,
    (log, number) => {
      const record = log[indexOf(log, number, 'Order Placed')] as Record_;
      const start = log[indexOf(log, number, 'Conversation Started')] as Record_;
      record['timestamp'] = start['timestamp'];
    },
  ],
  [
    'mixed-users',
    17,
    (log, number) => {
      const record = log[indexOf(log, number, 'Message Sent', 'm3')] as Record_;
      record['userId'] = 'somebody-else';
    },
  ],
  [
    'mixed-users',
    19,
    (log, number) => {
      for (const event of ['Order Placed', 'Feedback Submitted']) {
        (log[indexOf(log, number, event)] as Record_)['userId'] = 'somebody-else';
      }
    },
  ],
];

describe('conversation problems in a log', () => {
  const folders = testFolders();
  const check = async (log: readonly Record_[], cuts: readonly number[] = []) => {
    const bounds = [0, ...cuts, log.length];
    const files = bounds.slice(1).map((end, part) => log.slice(bounds[part], end));
    const texts = files.map((file) => file.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const folder = folders(Object.fromEntries(texts.map((text, part) => [`${part}.ndjson`, text])));
    const { stdout, code } = await runInProcess(['validate', '--no-config', '-f', 'ndjson', ...ALL_ON, '.'], {
      cwd: folder,
    });
    return { problems: problemsIn(stdout), code };
  };

  it('are not found in a log without any', async () => {
    expect(await check(flawlessLog())).toEqual({ problems: [], code: 0 });
  });

  it.each([
    ['one file', []],
    ['many files', [17, 60, 61, 150, 200]],
  ])('are found exactly where the ten were put, in %s', async (_, cuts) => {
    const log = flawlessLog();
    for (const [, number, seed] of FAULTS) seed(log, number);
    const { problems } = await check(log, cuts);
    const found = problems.map(({ rule, conversationId }) => `${rule} ${conversationId}`);
    const expected = FAULTS.map(([rule, number]) => `conversation/${rule} conversation-${number}`);
    expect(found.sort()).toEqual(expected.sort());
    const elsewhere = problems.filter(({ rule }) => rule !== 'conversation/missing-start');
    for (const problem of elsewhere) expect(problem['related']).toHaveLength(1);
  });
});
