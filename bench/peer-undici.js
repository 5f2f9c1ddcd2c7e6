// The most that can be had: lines put together to batches as they are, nothing parsed or checked, one request at a time.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { request } from 'undici';

const [, , log, host] = process.argv;
const headers = {
  'content-type': 'application/json',
  authorization: `Basic ${Buffer.from('bench:').toString('base64')}`,
};
async function post(lines) {
  const body = `{"batch":[${lines.join(',')}],"writeKey":"bench","sentAt":"${new Date().toISOString()}"}`;
  const answer = await request(`${host}/v1/batch`, { method: 'POST', headers, body });
  await answer.body.dump();
}
let lines = [];
for await (const line of createInterface({ input: createReadStream(log) })) {
  lines.push(line);
  if (lines.length < 500) continue;
  await post(lines);
  lines = [];
}
if (lines.length > 0) await post(lines);
