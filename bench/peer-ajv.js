// JSON.parse and Ajv as fast as a page of code makes them: blocks of 4 MB into one buffer, line ends found by `indexOf(10)`.
//   node bench/peer-ajv.js <log>
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { isValid } from './ajv-validators.js';

const BLOCK = 4 << 20;

let records = 0;
let invalid = 0;

/** @param {Buffer} bytes @param {number} from @param {number} to */
function check(bytes, from, to) {
  if (to === from) return;
  records++;
  try {
    if (!isValid(JSON.parse(bytes.toString('utf8', from, to)))) invalid++;
  } catch {
    invalid++;
  }
}

/** Checks the whole lines of a block; returns where the last, unfinished one begins. @param {Buffer} block @param {number} length */
function checkLines(block, length) {
  let from = 0;
  for (;;) {
    const to = block.indexOf(10, from);
    if (to === -1 || to >= length) return from;
    check(block, from, to);
    from = to + 1;
  }
}

/** @param {string} path */
function readFile(path) {
  const file = openSync(path, 'r');
  const block = Buffer.alloc(2 * BLOCK);
  let held = 0;
  for (;;) {
    const read = readSync(file, block, held, BLOCK, null);
    if (read === 0) break;
    const length = held + read;
    const from = checkLines(block, length);
    block.copyWithin(0, from, length);
    held = length - from;
  }
  check(block, 0, held);
  closeSync(file);
}

/** @param {string} path */
async function readGzip(path) {
  let held = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: BLOCK }).pipe(createGunzip({ chunkSize: BLOCK }))) {
    const block = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    held = block.subarray(checkLines(block, block.length));
  }
  check(held, 0, held.length);
}

const path = process.argv[2] ?? '';
if (path.endsWith('.gz')) await readGzip(path);
else readFile(path);
console.log(JSON.stringify({ records, invalid }));
