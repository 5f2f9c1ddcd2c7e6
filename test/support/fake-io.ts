import type { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import type { Io, OutputStream } from '../../src/io.js';
import type { Outcome, Surroundings } from './outcome.js';

/** A terminal to pretend: its width, and the environment that says how many colours it has. */
export interface Terminal {
  readonly columns: number;
  readonly env: Readonly<Record<string, string>>;
}

class Gatherer extends Writable {
  readonly #pieces: Buffer[] = [];
  readonly #onText: (text: string) => void;

  constructor(onText: (text: string) => void = () => {}) {
    super();
    this.#onText = onText;
  }

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.#pieces.push(piece);
    this.#onText(piece.toString());
    done();
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }
}

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** What a run in this process may have beside what every run has. */
export interface Fakes {
  /** A terminal for stdout; none if it is left out. */
  readonly terminal?: Terminal;
  /** The width of a terminal for stderr; none if it is left out. */
  readonly stderrColumns?: number;
  /** How many bytes of stdin come at once; all of them if it is left out. */
  readonly pieceSize?: number;
  /** Whether stdin is a terminal, on which nobody types. Default: false. */
  readonly stdinIsTerminal?: boolean;
  /** What emits the signals that the run gets; none if it is left out. */
  readonly signals?: EventEmitter;
  /** Called with each text that is written to stderr. */
  readonly onStderr?: (text: string) => void;
}

/** Runs `main` in this process, on streams that gather what it writes; without colour unless there is a terminal. */
export async function runMain(
  main: (argv: readonly string[], io: Io) => Promise<number>,
  argv: readonly string[],
  {
    cwd,
    stdin = Buffer.alloc(0),
    env = {},
    terminal,
    stderrColumns,
    pieceSize = Math.max(1, stdin.length),
    stdinIsTerminal = false,
    signals,
    onStderr,
  }: Surroundings & Fakes,
): Promise<Outcome> {
  const stdout = new Gatherer();
  const stderr = new Gatherer(onStderr);
  const shown: OutputStream =
    terminal === undefined ? stdout : Object.assign(stdout, { isTTY: true, columns: terminal.columns });
  if (stderrColumns !== undefined) Object.assign(stderr, { isTTY: true, columns: stderrColumns });
  const source = Object.assign(Readable.from(pieces(stdin, pieceSize)), { isTTY: stdinIsTerminal });
  const code = await main(argv, {
    stdin: source,
    stdout: shown,
    stderr,
    env: { ...terminal?.env, ...env },
    cwd: () => cwd,
    ...(signals && {
      on: (signal, handler) => signals.on(signal, handler),
      off: (signal, handler) => signals.off(signal, handler),
    }),
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
