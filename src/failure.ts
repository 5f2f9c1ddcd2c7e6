/**
 * What kind of failure it is. Programs can rely on these; messages and hints may change.
 *
 * - `bad-usage`: an option or an argument makes no sense, or two do not go together
 * - `bad-config`: the config file cannot be read, or a setting of it is wrong
 * - `bad-schema`: a schema or a tracking plan of the user's own cannot be read or used
 * - `bad-baseline`: the baseline is missing or broken
 * - `no-input`: there is nothing to read: nothing matched, nothing came on stdin, nothing was selected
 * - `unreadable-input`: a log cannot be read, or is not text
 * - `input-changed`: a log changed while it was read, replayed or replaced
 * - `output-conflict`: an output would go over a log, or where another output goes
 * - `unwritable-output`: an output cannot be written
 * - `missing-facts`: transcripts do not tell something that only the user knows, such as the user or the time
 * - `bad-write-key`: there is no write key, or it cannot be one
 * - `bad-shard`: a shard cannot be read, or does not go together with the others
 * - `bad-checkpoint`: a checkpoint cannot be read, or belongs to another run
 * - `checkpoint-in-use`: another run uses the checkpoint
 * - `unwritable-temporary-file`: a temporary file of a large log cannot be written or read
 * - `not-delivered`: the endpoint stopped the sending
 * - `cannot-listen`: the port or the address cannot be listened on
 * - `command-timed-out`: the command of `listen --exec` did not end in time
 * - `broken-installation`: a file of this package is missing
 */
export type FailureCode =
  | 'bad-usage'
  | 'bad-config'
  | 'bad-schema'
  | 'bad-baseline'
  | 'no-input'
  | 'unreadable-input'
  | 'input-changed'
  | 'output-conflict'
  | 'unwritable-output'
  | 'missing-facts'
  | 'bad-write-key'
  | 'bad-shard'
  | 'bad-checkpoint'
  | 'checkpoint-in-use'
  | 'unwritable-temporary-file'
  | 'not-delivered'
  | 'cannot-listen'
  | 'command-timed-out'
  | 'broken-installation';

/** What a failure may have beside its message. */
export interface FailureOptions {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  readonly others?: readonly Failure[];
}

/**
 * The job could not be done: bad usage, a broken config, input that cannot be read. Faults of the data are never thrown;
 * they are problems. The command line ends with exit code 2 and shows the message and the hint. `cause` holds the error
 * behind it, if there is one.
 */
export class Failure extends Error {
  override readonly name = 'Failure';

  readonly code: FailureCode;

  /** What to do about it. */
  readonly hint: string | undefined;

  /** Further failures of the same kind, such as the other faults of a config. */
  readonly others: readonly Failure[];

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.others = options.others ?? [];
  }
}

/** What the system said of a failed call, in plain words where we have them. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOTDIR':
      return 'a part of its path is not a directory';
    case 'EMFILE':
      return 'too many files are open';
    case 'ENOSPC':
      return 'no space is left on the device';
    default:
      // Node adds the call and the path to the system's own words.
      return message?.replace(/, \w+ '.*'$/s, '') ?? String(error);
  }
}
