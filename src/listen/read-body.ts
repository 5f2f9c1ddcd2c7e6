import type { IncomingMessage } from 'node:http';
import type { ListenLimits } from './limits.js';

/** What came of reading a request's body. */
export type Body =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** Longer than what is kept; `size` is what was seen of it, unpacked. */
  | { readonly kind: 'too-large'; readonly size: number }
  /** Not what its Content-Encoding says, or an encoding that is not read. */
  | { readonly kind: 'bad-encoding'; readonly encoding: string; readonly isKnown: boolean }
  /** The client went away, or was too slow. */
  | { readonly kind: 'broken-off' };

/** Of a body that is too large, so much is read and let go, so that its client hears the answer. */
const READ_ON = 16;

/** Reads a body to its end, packed or not, holding a bounded part of it. Never throws for what a client does. */
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
  if (!isKnown) return { kind: 'bad-encoding', encoding, isKnown };
  if (size > bodyBytes) return { kind: 'too-large', size };
  const bytes = Buffer.concat(held);
  return isGzip ? unpacked(bytes, bodyBytes, encoding) : { kind: 'whole', bytes };
}

async function unpacked(packed: Buffer, limit: number, encoding: string): Promise<Body> {
  const { gunzip } = await import('node:zlib');
  return new Promise((resolve) => {
    gunzip(packed, { maxOutputLength: limit }, (error, bytes) => {
      if (error === null) resolve({ kind: 'whole', bytes });
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        resolve({ kind: 'too-large', size: limit + 1 });
      } else resolve({ kind: 'bad-encoding', encoding, isKnown: true });
    });
  });
}
