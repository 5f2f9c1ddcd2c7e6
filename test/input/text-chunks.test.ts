import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.js';
import { streamSource, textChunks } from '../../src/input/text-chunks.js';

async function read(chunks: readonly Buffer[]): Promise<{ readonly text: string; readonly failure: unknown }> {
  const source = streamSource(
    (async function* () {
      yield* chunks;
    })(),
    '<stdin>',
  );
  const pieces: Buffer[] = [];
  let failure: unknown;
  try {
    for await (const chunk of textChunks(source)) pieces.push(chunk);
  } catch (error) {
    failure = error;
  }
  return { text: Buffer.concat(pieces).toString(), failure };
}

/** The header of the first file in a tar archive. */
function tarHeader(): Buffer {
  const header = Buffer.alloc(512);
  header.write('a.ndjson', 0);
  header.write('ustar', 257);
  return header;
}

function utf32(text: string, order: 'LE' | 'BE'): Buffer {
  const bytes = Buffer.alloc(4 * text.length);
  for (const [index, char] of [...text].entries()) {
    if (order === 'LE') bytes.writeUInt32LE(char.charCodeAt(0), 4 * index);
    else bytes.writeUInt32BE(char.charCodeAt(0), 4 * index);
  }
  return bytes;
}

const whole = (bytes: Buffer): readonly Buffer[] => [bytes];
const byteByByte = (bytes: Buffer): readonly Buffer[] => [...bytes].map((byte) => Buffer.from([byte]));

describe.each([
  ['whole', whole],
  ['byte by byte', byteByByte],
])('textChunks of what comes %s', (_, chunked) => {
  it.each([
    ['no bytes', Buffer.alloc(0), ''],
    ['text', Buffer.from('{"a":"é😀"}\n'), '{"a":"é😀"}\n'],
    ['text after a byte order mark', Buffer.from('\ufeff{}\n'), '{}\n'],
    ['text after two byte order marks', Buffer.from('\ufeff\ufeff{}'), '\ufeff{}'],
    ['gzip', gzipSync('{"a":1}\n'), '{"a":1}\n'],
    ['gzip with a byte order mark in it', gzipSync('\ufeff{}'), '{}'],
    ['two gzip members', Buffer.concat([gzipSync('{}\n'), gzipSync('[]\n')]), '{}\n[]\n'],
    ['empty gzip', gzipSync(''), ''],
    ['a record with zero bytes', Buffer.from('{"a":1}\n\0\0\0\0\n'), '{"a":1}\n\0\0\0\0\n'],
    ['half a byte order mark', Buffer.from([0xef, 0xbb]), '\ufffd'],
  ])('textChunks reads %s', async (_name, bytes, text) => {
    expect(await read(chunked(bytes))).toEqual({ text, failure: undefined });
  });

  it.each([
    ['UTF-16 with a mark, little-endian', Buffer.from('\ufeff{}\n', 'utf16le'), /UTF-16 text \(little-endian\)/],
    ['UTF-16 with a mark, big-endian', Buffer.from('\ufeff{}\n', 'utf16le').swap16(), /UTF-16 text \(big-endian\)/],
    ['UTF-16 without a mark, little-endian', Buffer.from('{"a":1}', 'utf16le'), /UTF-16 text \(little-endian\)/],
    ['UTF-16 without a mark, big-endian', Buffer.from('{"a":1}', 'utf16le').swap16(), /UTF-16 text \(big-endian\)/],
    ['UTF-32 with a mark, little-endian', utf32('\ufeff{}\n', 'LE'), /UTF-32 text \(little-endian\)/],
    ['UTF-32 with a mark, big-endian', utf32('\ufeff{}\n', 'BE'), /UTF-32 text \(big-endian\)/],
    ['UTF-32 without a mark, little-endian', utf32('{"a":1}', 'LE'), /UTF-32 text \(little-endian\)/],
    ['UTF-32 without a mark, big-endian', utf32('{"a":1}', 'BE'), /UTF-32 text \(big-endian\)/],
    ['a zip archive', Buffer.from('PK\u0003\u0004'), /a zip archive/],
    ['a tar archive', tarHeader(), /a tar archive/],
    ['a tar archive in gzip', gzipSync(tarHeader()), /a tar archive/],
    ['gzip in gzip', gzipSync(gzipSync('{}\n')), /gzip in gzip/],
    ['a PDF', Buffer.from('%PDF-1.7'), /a PDF/],
    ['other binary data', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), /binary data/],
    ['UTF-16 in gzip', gzipSync(Buffer.from('\ufeff{}', 'utf16le')), /UTF-16/],
    ['gzip that ends too early', gzipSync('{"a":1}\n'.repeat(100)).subarray(0, -12), /it ends too early/],
    ['gzip that is damaged', gzipSync('{"a":1}\n').fill(0xff, 10, 14), /its data is damaged/],
  ])('textChunks fails for %s', async (_name, bytes, message) => {
    const { failure } = await read(chunked(bytes));
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toMatch(message);
    expect((failure as Failure).hint).toMatch(/\S/);
  });
});
