import type { Io } from '../io.js';
import { EXIT } from './exit-code.js';
import { TOOL } from './version.js';

/**
 * Runs the command line. Takes the arguments after the program's name and the streams; returns the exit code, which only
 * the binary sets. Never throws: what could not be done is said on stderr.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  // A reader that goes away (`| head`) is no error; what is lost to a full disk is told where reports are written.
  io.stdout.on('error', () => {});
  io.stderr.on('error', () => {});
  // Asked by scripts and editors at every start, so nothing is loaded for it.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    io.stdout.write(`${TOOL.version}\n`);
    return EXIT.ok;
  }
  const { runProgram } = await import('./program.js');
  return runProgram(argv, io);
}
