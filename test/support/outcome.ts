/** How a run of the command line ended, and all that it wrote. */
export interface Outcome {
  /** The exit code; null if a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line with the arguments after the program's name: in this process, or as a program of its own. */
export type Run = (argv: readonly string[], surroundings: Surroundings) => Promise<Outcome>;

/** What a run finds around it. */
export interface Surroundings {
  readonly cwd: string;
  /** What comes in on stdin; nothing if it is left out. */
  readonly stdin?: Buffer;
  /** Its environment, beside what every run has. */
  readonly env?: Readonly<Record<string, string>>;
}
