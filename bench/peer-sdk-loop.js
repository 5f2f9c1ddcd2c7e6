// What most people write: one track() a line, and a flush at the end. It reads lines no faster than they come from the disk;
// nothing else holds it up.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Analytics } from '@segment/analytics-node';

const [, , log, host] = process.argv;
const analytics = new Analytics({ writeKey: 'bench', host });
analytics.on('error', () => {});
for await (const line of createInterface({ input: createReadStream(log) })) {
  const { userId, event, properties, timestamp, messageId } = JSON.parse(line);
  analytics.track({ userId, event, properties, timestamp, messageId });
}
await analytics.closeAndFlush({ timeout: 120_000 });
