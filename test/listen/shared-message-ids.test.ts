import { expect, test } from 'vitest';
import { createLiveCheck } from '../../src/check/live-check.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { listenClient } from '../../src/listen-client.js';
import { startCollector } from './start-collector.js';

const page = (messageId: string, name: string) => ({ type: 'page', userId: 'u1', messageId, name });

function start(rules: Parameters<typeof ruleLevels>[0] = []) {
  return startCollector({ conversations: () => createLiveCheck(ruleLevels(rules)) });
}

test('listen reports an event with the messageId of a different one, also of another client', async () => {
  const collector = await start();
  await collector.post('/v1/page', page('e1', 'Home'));
  await collector.post('/v1/batch', { batch: [page('e2', 'Home'), page('e1', 'Home'), page('e1', 'Chat')] });
  await collector.post('/v1/page', page('e1', 'Chat'));
  expect(await listenClient(collector.url).problems()).toMatchObject([
    {
      rule: 'segment/duplicate-message-id',
      severity: 'warning',
      record: 4,
      path: 'messageId',
      related: [{ record: 1 }],
    },
  ]);
});

test('listen reports the id of a chat message as messageId', async () => {
  const collector = await start();
  const properties = { conversationId: 'c1', messageId: 'm1' };
  await collector.post('/v1/track', { type: 'track', event: 'Seat Chosen', userId: 'u1', messageId: 'm1', properties });
  const problems = (await listenClient(collector.url).problems()) as readonly { readonly rule: string }[];
  expect(problems.map(({ rule }) => rule)).toContain('segment/chat-id-as-message-id');
});

test('listen knows the messageIds of one test only, forgets them at a reset, and not at all if the rule is off', async () => {
  const collector = await start();
  const [one, two] = ['one', 'two'].map((testId) => listenClient(collector.url, { testId }));
  await collector.post('/v1/page', page('e1', 'Home'), one?.headers);
  await collector.post('/v1/page', page('e1', 'Chat'), two?.headers);
  await collector.post('/v1/page', page('e2', 'Home'));
  await listenClient(collector.url).reset();
  await collector.post('/v1/page', page('e2', 'Chat'));
  expect(await listenClient(collector.url).problems()).toEqual([]);
  const off = await start([{ glob: 'segment/duplicate-message-id', level: 'off' }]);
  await off.post('/v1/page', page('e1', 'Home'));
  await off.post('/v1/page', page('e1', 'Chat'));
  expect(await listenClient(off.url).problems()).toEqual([]);
});
