import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { GzipError } from '../../src/input/gunzip.js';
import { gunzip } from '../../src/input/gunzip.js';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What came out of it, and the fault that it failed with in the end. */
async function unpack(
  bytes: Buffer,
  size: number,
): Promise<{ readonly text: string; readonly fault: string | undefined }> {
  const parts: Buffer[] = [];
  try {
    for await (const part of gunzip(pieces(bytes, size))) parts.push(part);
  } catch (error) {
    return { text: Buffer.concat(parts).toString(), fault: (error as GzipError).fault };
  }
  return { text: Buffer.concat(parts).toString(), fault: undefined };
}

/** Lines that pack badly, so that what lies in the middle of the text lies in the middle of the packed data. */
const badlyPacked = (lines: number): string =>
  Array.from({ length: lines }, (_, line) => `${createHash('sha512').update(`${line}`).digest('base64')}\n`).join('');

const A = 'first line\nsecond line\n';
const B = '{"b":2}\n';
const a = gzipSync(A);
const b = gzipSync(B);
const withHeader = (flags: number, extra: Buffer): Buffer =>
  Buffer.concat([a.subarray(0, 3), Buffer.from([flags]), a.subarray(4, 10), extra, a.subarray(10)]);
const badChecksum = Buffer.from(a);
badChecksum[a.length - 8] = (badChecksum[a.length - 8] ?? 0) ^ 1;
const badSize = Buffer.from(a);
badSize[a.length - 1] = 9;

describe.each([1, 3, 100_000])('gunzip, %i bytes at a time', (size) => {
  it.each([
    ['one member', a, A],
    ['two members', Buffer.concat([a, b]), A + B],
    ['an empty member between others', Buffer.concat([a, gzipSync(''), b]), A + B],
    ['zeros behind a member', Buffer.concat([a, Buffer.alloc(700)]), A],
    ['zeros between members', Buffer.concat([a, Buffer.alloc(20), b]), A + B],
    ['a header with a name', withHeader(8, Buffer.from('log.json\0')), A],
    ['a header with a comment and a checksum', withHeader(18, Buffer.from('why\0xx')), A],
    ['a header with an extra field', withHeader(4, Buffer.from([3, 0, 1, 2, 3])), A],
    ['a header with all optional fields', withHeader(30, Buffer.from('\u0002\0xxlog\0why\0cc')), A],
    ['no bytes', Buffer.alloc(0), ''],
  ])('gunzip unpacks %s', async (_, bytes, text) => {
    expect(await unpack(bytes, size)).toEqual({ text, fault: undefined });
  });

  it.each([
    ['a line break between members', Buffer.concat([a, Buffer.from('\n'), b]), A + B, 'other-data'],
    ['a line break behind members', Buffer.concat([a, b, Buffer.from('\n')]), A + B, 'other-data'],
    [
      'other data between members',
      Buffer.concat([a, Buffer.from('garbage \u001f\u008b and more'), b]),
      A + B,
      'other-data',
    ],
    ['other data behind a member', Buffer.concat([a, Buffer.from('trailing garbage')]), A, 'other-data'],
    ['half a header behind a member', Buffer.concat([a, b.subarray(0, 5)]), A, 'other-data'],
    ['a wrong checksum', badChecksum, A, 'wrong-checksum'],
    ['a wrong checksum before another member', Buffer.concat([badChecksum, b]), A + B, 'wrong-checksum'],
    ['a wrong size', badSize, A, 'wrong-checksum'],
    ['a trailer that is cut off', a.subarray(0, -3), A, 'cut-off'],
    ['a trailer that is missing', a.subarray(0, -8), A, 'cut-off'],
    ['a header that is cut off', a.subarray(0, 6), '', 'cut-off'],
    ['a name that is cut off', withHeader(8, Buffer.from('x')).subarray(0, 11), '', 'cut-off'],
    ['another method of packing', Buffer.from([0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 0, 1]), '', 'damaged'],
    ['a second member that is cut off', Buffer.concat([b, a.subarray(0, -4)]), B + A, 'cut-off'],
  ])('gunzip fails for %s after it returned all text', async (_, bytes, text, fault) => {
    expect(await unpack(bytes, size)).toEqual({ text, fault });
  });
});

describe.each([1000, 300_000])('gunzip of much text, %i bytes at a time', (size) => {
  const text = badlyPacked(7000);
  const packed = gzipSync(text);

  it('gunzip returns the text before the place where data is cut off', async () => {
    const whole = await unpack(packed, size);
    expect(whole.text === text && whole.fault === undefined).toBe(true);
    for (const part of [0.1, 0.5, 0.999]) {
      const found = await unpack(packed.subarray(0, packed.length * part), size);
      expect(found.fault).toBe('cut-off');
      expect(text.startsWith(found.text)).toBe(true);
      expect(found.text.length).toBeGreaterThan(text.length * part - 70_000);
    }
  });

  it('gunzip returns the text before damaged data once, and later members on a line of their own', async () => {
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 250_000, 250_400);
    const found = await unpack(Buffer.concat([damaged, b]), size);
    expect(found.fault).toBe('damaged');
    const lines = found.text.split('\n');
    expect(lines.slice(-2)).toEqual(['{"b":2}', '']);
    const good = lines.slice(0, -2).join('\n');
    // Up to the fault it is the text; a few characters may come of what was damaged.
    const same = [...good].findIndex((character, index) => character !== text[index]);
    const length = same === -1 ? good.length : same;
    expect(length).toBeGreaterThan(200_000);
    expect(good.length - length).toBeLessThan(70_000);
  });

  it('gunzip returns the members after one that is cut off', async () => {
    for (const part of [0.1, 0.5, 0.999]) {
      const found = await unpack(Buffer.concat([packed.subarray(0, packed.length * part), b, a, b]), size);
      expect(found.fault).toMatch(/damaged|wrong-checksum|cut-off/);
      expect(found.text.endsWith(`\n${B}${A}${B}`)).toBe(true);
    }
  });
});
