import { expect, test } from 'vitest';
import type { LateProblem } from '../../src/check/late-problem.js';
import { createLiveCheck } from '../../src/check/live-check.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { listenClient } from '../../src/listen-client.js';
import { startCollector } from './start-collector.js';

type Rules = Parameters<typeof ruleLevels>[0];

const at = (second: number, event: string, properties: object = {}) => ({
  type: 'track',
  event,
  userId: 'u1',
  messageId: `call-${second}`,
  timestamp: `2026-03-04T10:00:0${second}.000Z`,
  properties: { conversationId: 'c1', ...properties },
});

const STARTED = at(0, 'Conversation Started');
const SENT = at(1, 'Message Sent', { messageId: 'm1', message_body: 'Hi' });
const RECEIVED = at(2, 'Message Received', { messageId: 'm2', message_body: 'Hello' });
const RATED = at(3, 'Feedback Submitted', { messageId: 'm2', rating: 5 });

async function start(rules: Rules = []) {
  const late: LateProblem[] = [];
  const collector = await startCollector({
    conversations: () => createLiveCheck(ruleLevels(rules)),
    reports: [{ write: () => {}, writeLate: (problem) => late.push(problem) }],
  });
  const rulesOf = (problems: readonly unknown[]) => problems.map((problem) => (problem as { rule: string }).rule);
  return { ...collector, late, rulesOf, client: listenClient(collector.url) };
}

test('listen reports an event that arrives late from a second client as it arrives, and no problem by time', async () => {
  const { post, collector, records, late, rulesOf, client } = await start();
  await post('/v1/track', SENT);
  expect(rulesOf(await client.problems())).toEqual(['conversation/missing-start']);
  expect(await client.summary()).toMatchObject({ records: 1, warnings: 1 });
  await post('/v1/track', RATED);
  await post('/v1/batch', { batch: [STARTED, RECEIVED] });
  const live = records.flatMap(({ problems }) => rulesOf(problems));
  expect(live).toContain('conversation/missing-start');
  expect(live).toContain('conversation/unknown-message');
  expect(await client.problems()).toEqual([]);
  expect(await client.summary()).toMatchObject({ records: 4, warnings: 0 });
  collector.end();
  expect(late).toEqual([]);
  expect(collector.summary).toMatchObject({ records: 4, warnings: 0 });
});

test('listen counts what is wrong by time in its summary, once, and what conversations lack at their end only then', async () => {
  const { post, collector, late, rulesOf, client } = await start([
    { glob: 'conversation/unknown-message', level: 'error' },
    { glob: 'conversation/never-ended', level: 'warning' },
  ]);
  await post('/v1/batch', { batch: [RATED, STARTED, SENT] });
  expect(rulesOf(await client.problems())).toEqual(['conversation/unknown-message']);
  expect(await client.summary()).toMatchObject({ records: 3, valid: 2, errors: 1, warnings: 0 });
  collector.end();
  expect(rulesOf(late.map(({ problem }) => problem))).toEqual(
    expect.arrayContaining(['conversation/unknown-message', 'conversation/never-ended']),
  );
  expect(collector.summary).toMatchObject({ records: 3, valid: 2, errors: 1, warnings: 1 });
});

test('listen keeps the problems by time of a test that was reset among all problems, and drops them at a reset of all', async () => {
  const { post, rulesOf, client, url } = await start();
  const one = listenClient(url, { testId: 'one' });
  await post('/v1/track', SENT, one.headers);
  expect(rulesOf(await one.problems())).toEqual(['conversation/missing-start']);
  await one.reset();
  expect(await one.problems()).toEqual([]);
  expect(rulesOf(await client.problems())).toEqual(['conversation/missing-start']);
  await client.reset();
  expect(await client.problems()).toEqual([]);
  expect(await client.summary()).toMatchObject({ records: 0, warnings: 0 });
});
