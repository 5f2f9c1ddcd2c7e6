import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';
import { fileSource } from '../input/text-chunks.js';
import { valueKind } from '../text/value-kind.js';

/**
 * Where to read a log from: the path of a file, or its `file:` URL; or pieces of its text or bytes, such as a Node
 * `Readable`, a web `ReadableStream` (the body of a request or a response), or an array of strings.
 */
export type LogInput = string | URL | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

const HIGH_SURROGATE_AT_END = /[\ud800-\udbff]$/;

/** The bytes of pieces. A character that is split between two pieces of text is joined. */
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
        `cannot read ${name}: a piece of it is ${valueKind(piece)}, not text or bytes`,
        {
          hint: 'check records that are objects with createValidator',
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
 * Makes a source of an input; problems name it `name`, or its path.
 * @throws {TypeError} for an input that cannot be read.
 */
export function inputSource(input: LogInput, name: string | undefined): Source {
  if (input instanceof URL) {
    if (input.protocol !== 'file:') {
      throw new TypeError(
        `cannot read a ${input.protocol} address; pass the body of its response: (await fetch(url)).body`,
      );
    }
    return inputSource(fileURLToPath(input), name);
  }
  if (typeof input === 'string') return fileSource(input, name ?? input);
  // Bytes are an iterable of numbers.
  const pieces = input instanceof Uint8Array ? [input] : input;
  if (!isPieces(pieces)) {
    throw new TypeError(`the input is ${valueKind(input)}; pass a path, a stream or pieces of text`);
  }
  const shown = name ?? '<stream>';
  return { name: shown, path: undefined, rereadable: false, open: () => toBytes(pieces, shown) };
}
