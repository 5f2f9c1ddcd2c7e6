import { constants, createReadStream, fstatSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Source } from './text-chunks.js';

/** A stream that a signal can end, as far as the system has one for this kind of file. */
async function readableOf(path: string, fd: number): Promise<Readable> {
  const [{ Socket }, { isatty, ReadStream }] = await Promise.all([import('node:net'), import('node:tty')]);
  if (isatty(fd)) return new ReadStream(fd);
  return fstatSync(fd).isFIFO() ? new Socket({ fd, readable: true, writable: false }) : createReadStream(path, { fd });
}

/**
 * A pipe, a terminal or another device as a source, `<(...)` in a shell included. It can be read once only.
 *
 * The file is opened without blocking. Otherwise opening a pipe waits for its writer, and reading waits for data, in a thread
 * that nothing can interrupt: no signal would end such a run.
 */
export function pipeSource(path: string, name: string): Source {
  let stream: Readable | undefined;
  let cancelled = false;
  return {
    name,
    path,
    rereadable: false,
    async *open() {
      if (cancelled) return;
      const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      stream = await readableOf(path, fd);
      if (cancelled) stream.destroy();
      try {
        for await (const chunk of stream) yield chunk as Buffer;
      } catch (error) {
        if (!cancelled) throw error;
      }
    },
    cancel() {
      cancelled = true;
      stream?.destroy();
    },
  };
}
