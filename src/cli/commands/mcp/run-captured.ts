import { Readable, Writable } from 'node:stream';
import type { Io } from '../../../io.js';
import { MAX_ANSWER } from '../../../mcp/answer.js';
import type { RunCommand } from '../../../mcp/create-server.js';
import { main } from '../../main.js';

/** How much is kept of what a command writes, in bytes: more than an answer holds, so that it is seen to be cut. */
const MAX_KEPT = 4 * MAX_ANSWER;

/** Keeps the beginning of what is written. */
class Beginning extends Writable {
  readonly #pieces: Buffer[] = [];
  #size = 0;

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    if (this.#size < MAX_KEPT) this.#pieces.push(piece.subarray(0, MAX_KEPT - this.#size));
    this.#size += piece.length;
    done();
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }
}

/**
 * Runs command lines in this process, in the directory of `io`. They get no terminal, no signals and no environment: a write key
 * is not theirs to read, nor a CI’s file to write to.
 */
export function runCaptured({ cwd }: Pick<Io, 'cwd'>): RunCommand {
  return async (argv, stdin = '') => {
    const stdout = new Beginning();
    const stderr = new Beginning();
    const code = await main(argv, { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, env: {}, cwd });
    return { code, stdout: stdout.text, stderr: stderr.text };
  };
}
