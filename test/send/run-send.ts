import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { expect } from 'vitest';
import { send } from '../../src/cli/commands/send/send.js';
import type { SendFlags } from '../../src/cli/commands/send/send-command.js';
import { exitCodeOf } from '../../src/cli/exit-code.js';
import { showFailure } from '../../src/cli/show-failure.js';
import { Failure } from '../../src/failure.js';
import type { Io } from '../../src/io.js';
import type { SendLimits } from '../../src/send/limits.js';
import { SEND_LIMITS } from '../../src/send/limits.js';
import type { SendSummary } from '../../src/send/send-counts.js';
import { createAjv } from '../schemas/results.js';
import { SCHEMAS_URL } from '../schemas/schema-files.js';

/** A key to search for in all that a run writes. */
export const WRITE_KEY = 'wK7dQ2mZr9TbXc4LhVnE8sYpJ6aGfUoi';

/** A record of a log, as JSON has it. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** What a run finds around it. */
export interface SendSetting extends Partial<Omit<SendFlags, 'config'>> {
  readonly paths?: readonly string[];
  /** The records of stdin; or its text, its pieces. */
  readonly records?: readonly LogRecord[];
  readonly stdin?: Readable;
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: Partial<SendLimits>;
  /** Takes the signals that the run listens for. */
  readonly signals?: EventEmitter;
  readonly cwd?: string;
  /** Whether stderr is a terminal. */
  readonly onTerminal?: boolean;
  /** Called with each text on stderr. */
  readonly onStderr?: (text: string) => void;
}

/** How a run ended. */
export interface SendOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** From `-f json`, if that went to stdout. */
  readonly summary: SendSummary;
}

const ajv = createAjv();
const validateReport = ajv.getSchema(`${new URL('report.schema.json', SCHEMAS_URL).href}#/definitions/sendReport`);

/** How a document of `send` differs from what its schema says. */
function faultsOfReport(document: unknown): string {
  return validateReport?.(document) === true ? '' : ajv.errorsText(validateReport?.errors);
}

/** What a stream has that is a terminal: ways to move the cursor, which nobody looks at here. */
const TERMINAL = { isTTY: true, columns: 100, cursorTo: () => true, clearLine: () => true, moveCursor: () => true };

class Gatherer extends Writable {
  text = '';
  readonly #onText: (text: string) => void;

  constructor(onText: (text: string) => void = () => {}) {
    super();
    this.#onText = onText;
  }

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.text += piece.toString();
    this.#onText(piece.toString());
    done();
  }
}

/** One record a line. */
export function toLog(records: readonly LogRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Runs `send` in this process, without retries unless `limits` says otherwise, and with the summary as JSON. */
export async function runSend(setting: SendSetting): Promise<SendOutcome> {
  const {
    paths = [],
    records = [],
    env = {},
    limits,
    signals = new EventEmitter(),
    cwd = '/',
    onTerminal,
    onStderr,
    ...flags
  } = setting;
  const stdout = new Gatherer();
  const stderr = Object.assign(new Gatherer(onStderr), onTerminal === true ? TERMINAL : {});
  const io: Io = {
    stdin: setting.stdin ?? Readable.from(records.length === 0 ? [] : [Buffer.from(toLog(records))]),
    stdout,
    stderr,
    env,
    cwd: () => cwd,
    on: (signal, handler) => signals.on(signal, handler),
    off: (signal, handler) => signals.off(signal, handler),
  };
  const allFlags: SendFlags = {
    inputFormat: 'auto',
    stdinFilename: '<stdin>',
    frame: true,
    config: false,
    format: ['json'],
    ...flags,
  };
  let code: number;
  try {
    code = exitCodeOf(await send(paths, allFlags, io, { ...SEND_LIMITS, maxRetries: 0, ...limits }));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    showFailure(error, io);
    code = 2;
  }
  const document = stdout.text.startsWith('{') ? JSON.parse(stdout.text) : undefined;
  if (document !== undefined) expect(faultsOfReport(document)).toBe('');
  const summary = document?.summary;
  return { code, stdout: stdout.text, stderr: stderr.text, summary };
}

/** The sum that must be the number of records. */
export function total({ accepted, rejected, unknown, notSent }: SendSummary): number {
  return accepted + rejected + unknown + notSent;
}

/** A valid record; its number is its messageId. */
export function messageSent(number: number, body = 'hello'): LogRecord {
  return {
    type: 'track',
    event: 'Message Sent',
    userId: 'u_1',
    messageId: `evt_${number}`,
    timestamp: '2024-05-15T15:00:04.250Z',
    properties: { conversationId: 'c_1', messageId: `m_${number}`, message_body: body },
  };
}

/** As many valid records, numbered from 0. */
export function messagesSent(count: number, body?: string): LogRecord[] {
  return Array.from({ length: count }, (_, number) => messageSent(number, body));
}
