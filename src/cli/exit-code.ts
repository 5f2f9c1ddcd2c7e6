/** How a run ends. People script against these. */
export const EXIT = {
  /** No errors, and no more warnings than allowed. */
  ok: 0,
  /** Problems were found; for send: something was rejected or not delivered. */
  problems: 1,
  /** The job could not be done. */
  failure: 2,
  /** Interrupted; what had been done was saved. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT] | CommandCode;

/** The code of a command that we ran, passed on because it failed. */
export type CommandCode = number & { readonly ofCommand: true };

/** Passes on the code that a command ended with. */
export function commandCode(code: number): CommandCode {
  return code as CommandCode;
}
