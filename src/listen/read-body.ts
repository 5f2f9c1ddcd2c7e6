import type { IncomingMessage } from 'node:http';
import type { FindingDetails } from '../problem/finding.js';
import type { ListenLimits } from './limits.js';

/** The result of reading the body of a request. */
export type Body =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** Longer than what is kept; `size` is how much of it was seen, uncompressed. */
  | { readonly kind: 'too-large'; readonly size: number }
  /** The body does not match its Content-Encoding header, or the encoding is not supported. */
  | { readonly kind: 'bad-encoding'; readonly encoding: string; readonly mismatch: EncodingMismatch }
  /** The client closed the connection, or was too slow. */
  | { readonly kind: 'broken-off' };

export type EncodingMismatch = FindingDetails['request/bad-encoding']['kind'];

/**
 * A body that is too large is read up to this many times the limit, and dropped: a client that is still sending would not
 * read the answer.
 */
const READ_ON = 16;

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** Reads a body to its end and uncompresses it; holds at most `bodyBytes` of it. Never throws for what a client does. */
export async function readBody(request: IncomingMessage, { bodyBytes }: ListenLimits): Promise<Body> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const isGzip = encoding === 'gzip' || encoding === 'x-gzip';
  const isKnown = isGzip || encoding === 'identity' || encoding === '';
  const held: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size <= bodyBytes && isKnown) held.push(piece);
      else held.length = 0;
      if (size > READ_ON * bodyBytes) break;
    }
  } catch {
    return { kind: 'broken-off' };
  }
  if (!isKnown) return { kind: 'bad-encoding', encoding, mismatch: 'unsupported' };
  if (size > bodyBytes) return { kind: 'too-large', size };
  const bytes = Buffer.concat(held);
  if (isGzip) return uncompressed(bytes, bodyBytes, encoding);
  if (!bytes.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return { kind: 'whole', bytes };
  return { kind: 'bad-encoding', encoding: 'gzip', mismatch: 'not-declared' };
}

async function uncompressed(packed: Buffer, limit: number, encoding: string): Promise<Body> {
  const { gunzip } = await import('node:zlib');
  return new Promise((resolve) => {
    gunzip(packed, { maxOutputLength: limit }, (error, bytes) => {
      if (error === null) resolve({ kind: 'whole', bytes });
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        resolve({ kind: 'too-large', size: limit + 1 });
      } else resolve({ kind: 'bad-encoding', encoding, mismatch: 'not-as-declared' });
    });
  });
}
