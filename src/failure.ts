/**
 * The job could not be done: bad usage, a broken config, input that cannot be read. Faults of the data are never thrown;
 * they are problems. The command line ends with exit code 2 and shows the message and the hint.
 */
export class Failure extends Error {
  override readonly name = 'Failure';

  /** Whether something is one, from whichever file of the built package: each has this class for itself. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'Failure';
  }

  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
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
