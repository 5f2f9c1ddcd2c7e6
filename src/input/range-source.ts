import { LINE_FEED } from '../record/json-units.js';
import type { ByteRange, Source } from './text-chunks.js';
import { ChunkMemory, fileChunks } from './text-chunks.js';

/** The lines that begin in a range of a file. */
async function* linesOfRange(
  file: string | number,
  memory: ChunkMemory,
  { start, end }: ByteRange,
): AsyncGenerator<Buffer> {
  // A line begins behind a line feed: at `start`, if the byte before it is one.
  let position = Math.max(0, start - 1);
  let isInLine = start > 0;
  // Whether the last line of the range goes on in the next chunk.
  let isUnfinished = false;
  for await (const whole of fileChunks(file, memory, position)) {
    let chunk = whole;
    if (isInLine) {
      const feed = chunk.indexOf(LINE_FEED);
      isInLine = feed === -1;
      chunk = chunk.subarray(isInLine ? chunk.length : feed + 1);
      position += whole.length - chunk.length;
      if (isInLine) continue;
    }
    // The last line is the one that the byte before `end` belongs to.
    if (position >= end && !isUnfinished) return;
    const feed = position + chunk.length < end ? -1 : chunk.indexOf(LINE_FEED, Math.max(0, end - 1 - position));
    yield feed === -1 ? chunk : chunk.subarray(0, feed + 1);
    if (feed !== -1) return;
    position += chunk.length;
    isUnfinished = chunk.length > 0;
  }
}

/**
 * The lines that begin in a range of a file as a source.
 * @param fd the file, if it is open already: its path may name another one by now. Default: it is opened by its path.
 */
export function rangeSource(path: string, name: string, range: ByteRange, fd?: number): Source {
  let memory = new ChunkMemory();
  let lineFeeds = 0;
  return {
    name,
    path,
    rereadable: true,
    range,
    get lineFeeds() {
      return lineFeeds;
    },
    async *open() {
      memory = new ChunkMemory();
      lineFeeds = 0;
      for await (const chunk of linesOfRange(fd ?? path, memory, range)) {
        for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) lineFeeds++;
        yield chunk;
      }
    },
    recycle: (chunk) => memory.free(chunk),
  };
}
