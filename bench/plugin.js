// Measures what the plugin adds to a call of the SDK in Node: `node bench/plugin.js`, after a build, on a machine that does nothing else.
import { copilotEventsPlugin } from '../dist/plugin.js';

const WARM_UP = 50_000;
const CALLS = 200_000;

const plugin = copilotEventsPlugin({ mode: 'collect' });

/** An event as the SDK completes it. @param {number} index */
function contextOf(index) {
  return {
    event: {
      type: 'track',
      event: 'Message Sent',
      userId: `u${index}`,
      messageId: `node-next-${index}-0a1b2c3d`,
      timestamp: new Date(),
      context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
      integrations: {},
      _metadata: { nodeVersion: '24.0.0' },
      properties: {
        conversationId: `c${index}`,
        messageId: `m${index}`,
        message_body: 'Where is my order? It should have come yesterday.',
        role: 'customer',
      },
    },
  };
}

for (let index = 0; index < WARM_UP; index++) plugin.track(contextOf(index));
const times = Array.from({ length: CALLS }, (_, index) => {
  const context = contextOf(index);
  const start = process.hrtime.bigint();
  plugin.track(context);
  return Number(process.hrtime.bigint() - start) / 1000;
}).sort((a, b) => a - b);
for (const share of [0.5, 0.9, 0.99, 0.999]) {
  console.log(`p${share * 100}: ${(times[Math.floor(CALLS * share)] ?? 0).toFixed(1)} µs`);
}
