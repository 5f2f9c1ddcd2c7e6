import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, Surroundings } from './outcome.js';
import { BINARY } from './root.js';

/** How many programs run at once: more only makes them all late on a small machine. */
const AT_ONCE = 2;

/** A program that hangs is a defect, and must not hang the tests. */
const PATIENCE_MS = 240_000;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

/** The environment of the programs we start: whatever colour, config or options our own has, they get none of it. */
export const PLAIN_ENV: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };

/** Gathers what a program writes until it is gone. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout?.on('data', (piece: Buffer) => pieces.stdout.push(piece));
  child.stderr?.on('data', (piece: Buffer) => pieces.stderr.push(piece));
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearTimeout(timer);
  return { code, stdout: Buffer.concat(pieces.stdout).toString(), stderr: Buffer.concat(pieces.stderr).toString() };
}

/** Starts the built binary and leaves it running, for those who want to talk to it. */
export function startBinary(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [BINARY, ...argv], { cwd, env: { ...PLAIN_ENV, ...env }, stdio: 'pipe' });
}

/** Waits until a program has a file open, as Linux shows it. @throws if the program has ended */
export async function untilItOpens(path: string, { pid }: ChildProcess): Promise<void> {
  const files = `/proc/${pid}/fd`;
  const opens = (fd: string): boolean => {
    try {
      return readlinkSync(join(files, fd)) === path;
    } catch {
      // Closed by now.
      return false;
    }
  };
  while (!readdirSync(files).some(opens)) await sleep(10);
}

/** Waits until a program reads its stdin, as Linux shows it: it polls that descriptor. @throws if the program has ended */
export async function untilItReadsStdin({ pid }: ChildProcess): Promise<void> {
  const polls = `/proc/${pid}/fdinfo`;
  const pollsStdin = (fd: string): boolean => {
    try {
      return /^tfd:\s+0 /m.test(readFileSync(join(polls, fd), 'utf8'));
    } catch {
      // Closed by now.
      return false;
    }
  };
  while (!readdirSync(polls).some(pollsStdin)) await sleep(10);
}

/** Runs the built binary to its end, as a user's shell would. */
export function runBinary(argv: readonly string[], { cwd, stdin, env }: Surroundings): Promise<Outcome> {
  return inTurn(() => {
    const child = startBinary(argv, cwd, env);
    // A program that has heard enough may go before it has read everything.
    child.stdin?.on('error', () => {}).end(stdin);
    return outcomeOf(child);
  });
}

/**
 * Runs the built binary to its end with no right but the mode of each file and folder: run by the superuser, the program
 * stays that user, whose files it can reach wherever they are, without the privilege to read and write everything.
 */
export function runByModes(argv: readonly string[], cwd: string): Promise<Outcome> {
  const withoutPrivilege = ['setpriv', '--bounding-set=-dac_override,-dac_read_search'];
  const [program = '', ...rest] = [...(process.getuid?.() === 0 ? withoutPrivilege : []), process.execPath];
  return inTurn(() => outcomeOf(spawn(program, [...rest, BINARY, ...argv], { cwd, env: PLAIN_ENV })));
}

/** Runs a line of shell, in which `$BIN` is the built binary, as in `$BIN validate log.ndjson | head -1`. */
export function runShell(script: string, cwd: string): Promise<Outcome> {
  return inTurn(() => {
    const env = { ...PLAIN_ENV, BIN: `${process.execPath} ${BINARY}` };
    return outcomeOf(spawn('sh', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
  });
}
