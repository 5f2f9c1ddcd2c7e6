import type { Writable } from 'node:stream';

/** A stream to write to, which may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** A stream to read from, which may be a terminal. */
export type InputStream = AsyncIterable<Buffer | string> & { readonly isTTY?: boolean; destroy?(): unknown };

/** The signals that end a run. */
export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT';

/** All of the outside world that the command line touches; `process` is one. */
export interface Io {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  /** Registers a handler for a signal. */
  on?(signal: EndSignal, handler: () => void): unknown;
  /** Ends the process at once: for a second signal, and nothing else. */
  exit?(code: number): unknown;
  off?(signal: EndSignal, handler: () => void): unknown;
}
