// A tracking API on loopback that says yes to everything and counts what came in, without parsing it.
//   node send-server.js [milliseconds until it answers]
import { createServer } from 'node:http';

const LATENCY_MS = Number(process.argv[2] ?? 0);
const MARK = Buffer.from('"messageId":"evt_');
let count = 0;
const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const body = Buffer.concat(pieces);
    for (let at = body.indexOf(MARK); at !== -1; at = body.indexOf(MARK, at + MARK.length)) count++;
    const answer = () => response.setHeader('content-type', 'application/json').end('{"success":true}');
    if (LATENCY_MS > 0) setTimeout(answer, LATENCY_MS);
    else answer();
  });
});
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port }),
);
process.on('message', () => {
  process.send?.({ count });
  count = 0;
});
