// What the network layer alone can do: lines put together to batches as they are, nothing parsed or checked.
//   node peer-undici.js <log> <host> [connections]
import { request } from 'undici';
import { lineBlocks } from './line-blocks.js';

const [, , log = '', host = '', connections = '1'] = process.argv;
const headers = {
  'content-type': 'application/json',
  authorization: `Basic ${Buffer.from('bench:').toString('base64')}`,
};
const blocks = lineBlocks(log, 500);

/** @param {Buffer} lines */
async function post(lines) {
  const batch = lines.toString().trimEnd().replaceAll('\n', ',');
  const body = `{"batch":[${batch}],"writeKey":"bench","sentAt":"${new Date().toISOString()}"}`;
  const answer = await request(`${host}/v1/batch`, { method: 'POST', headers, body });
  await answer.body.dump();
}

/** One connection: a batch at a time, as long as there are any. */
async function sendAll() {
  for (let next = await blocks.next(); next.done !== true; next = await blocks.next()) await post(next.value);
}
await Promise.all(Array.from({ length: Number(connections) }, sendAll));
