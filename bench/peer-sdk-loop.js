// A loop over the SDK: one track() per line.
//   node peer-sdk-loop.js <log> <host> [batch]
// With `batch`, that many events go out in one request, and the loop waits for it before it goes on, on one connection. Without,
// nothing holds it up, as in most programs: the SDK sends 15 events a request, as many at a time as there are.
import { Analytics } from '@segment/analytics-node';
import { lineBlocks } from './line-blocks.js';

const [, , log = '', host = '', batch] = process.argv;
const analytics = new Analytics({
  writeKey: 'bench',
  host,
  ...(batch === undefined ? {} : { flushAt: Number(batch) }),
});
analytics.on('error', () => {});
for await (const block of lineBlocks(log, Number(batch ?? 500))) {
  for (const line of block.toString().trimEnd().split('\n')) {
    const { userId, event, properties, timestamp, messageId } = JSON.parse(line);
    analytics.track({ userId, event, properties, timestamp, messageId });
  }
  if (batch !== undefined) await analytics.flush();
}
await analytics.closeAndFlush({ timeout: 120_000 });
