import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';
import { fileSource } from '../input/text-chunks.js';
import { valueKind } from '../text/value-kind.js';

/**
 * Something to read a log from: the path of a file, or its `file:` URL; or what gives its text or bytes piece by piece, such
 * as a Node `Readable`, a web `ReadableStream` (the body of a request or a response), or an array of strings.
 */
export type LogInput = string | URL | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

const HIGH_SURROGATE_AT_END = /[\ud800-\udbff]$/;

/** The bytes of pieces; a character that two pieces of text share is put together. */
async function* toBytes(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  name: string,
): AsyncGenerator<Buffer> {
  let half = '';
  for await (const piece of pieces) {
    if (typeof piece === 'string') {
      const text = half + piece;
      half = HIGH_SURROGATE_AT_END.exec(text)?.[0] ?? '';
      yield Buffer.from(text.slice(0, text.length - half.length));
    } else if (piece instanceof Uint8Array) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    else {
      throw new Failure(
        'unreadable-input',
        `cannot read ${name}: it gave ${valueKind(piece)} where text or bytes are needed`,
        {
          hint: 'records that are objects already are what createValidator takes',
        },
      );
    }
  }
  if (half !== '') yield Buffer.from(half);
}

function isPieces(input: unknown): input is AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array> {
  return typeof input === 'object' && input !== null && (Symbol.asyncIterator in input || Symbol.iterator in input);
}

/**
 * Makes a source of what a caller of the library wants to have read; problems call it by `name`, or by its path.
 * @throws {TypeError} for what cannot be read from.
 */
export function inputSource(input: LogInput, name: string | undefined): Source {
  if (input instanceof URL) {
    if (input.protocol !== 'file:') {
      throw new TypeError(`a ${input.protocol} address is not read; give what it answers: (await fetch(url)).body`);
    }
    return inputSource(fileURLToPath(input), name);
  }
  if (typeof input === 'string') return fileSource(input, name ?? input);
  // Bytes are an iterable of numbers.
  const pieces = input instanceof Uint8Array ? [input] : input;
  if (!isPieces(pieces)) {
    throw new TypeError(`a path, a stream or pieces of text are needed, not ${valueKind(input)}`);
  }
  const shown = name ?? '<stream>';
  return { name: shown, path: undefined, rereadable: false, open: () => toBytes(pieces, shown) };
}
