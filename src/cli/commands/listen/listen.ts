import type { Summary } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import type { ListenLimits } from '../../../listen/limits.js';
import { LISTEN_LIMITS } from '../../../listen/limits.js';
import type { CommandEnd } from '../../../listen/run-command.js';
import { refuseOverwriting } from '../../../output/refuse-overwriting.js';
import type { RunResult } from '../../exit-code.js';
import { hasProblems } from '../../exit-code.js';
import { reportOutputs } from '../../reports.js';
import type { Session } from '../../session.js';
import { openSession } from '../../session.js';
import { showFailure } from '../../show-failure.js';
import { refuseEmptyCommand } from './command.js';
import { Expectations } from './expectations.js';
import type { ListenFlags } from './listen-command.js';
import { ListenRun } from './listen-run.js';
import { showDeliveryProblems } from './problem-lines.js';
import { readTrust } from './trust.js';

/** The exit code of a command that failed; undefined if it succeeded. @throws {Failure} if it timed out. */
function failedCode(command: CommandEnd | undefined, { timeout }: ListenFlags, io: Io): number | undefined {
  if (command?.timedOut === true) {
    throw new Failure('command-timed-out', `the command did not end within ${timeout} s`, {
      hint: '--timeout allows more time',
    });
  }
  if (command === undefined || command.code === 0) return undefined;
  io.stderr.write(`copilot-events: the command failed with exit code ${command.code}\n`);
  return command.code;
}

/** Whether the events, or requests whose events were lost, make the run fail. */
function eventsFail(summary: Summary, { failOn }: ListenFlags, session: Session, io: Io): boolean {
  if (failOn === 'never') return false;
  const { warnings, lostRequests = 0 } = summary;
  return hasProblems(summary, session, io) || lostRequests > 0 || (failOn === 'warning' && warnings > 0);
}

function assertEventsCame({ records, lostRequests = 0 }: Summary, { allowEmpty }: Session): void {
  if (records > 0 || lostRequests > 0 || allowEmpty) return;
  throw new Failure('no-input', 'no event came from the command', {
    hint: 'make its Segment client send to SEGMENT_HOST, and flush before it ends; --allow-empty accepts this',
  });
}

/** Checks events as they arrive, until a signal or the end of its command. @throws {Failure} if the job cannot be done. */
export async function listen(flags: ListenFlags, io: Io, limits: ListenLimits = LISTEN_LIMITS): Promise<RunResult> {
  refuseEmptyCommand(flags);
  const trust = readTrust(flags);
  const session = await openSession({ command: 'listen', flags, io });
  await refuseOverwriting([flags.output, ...reportOutputs(flags.format)], [], io);
  const expectations = new Expectations(flags.expect);
  const run = new ListenRun({ flags, session, trust, limits, expectations, io });
  const { collector, outputs, forwarder, command, failed: runFailed } = await run.run();
  const { summary, deliveryProblems } = collector;
  const isReported = await outputs.endReports(summary).then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      showFailure(error, io);
      return false;
    },
  );
  showDeliveryProblems(deliveryProblems, session.quiet, io);
  const isForwarded = (await forwarder?.showResult()) ?? true;
  const failed = runFailed || !isReported;
  const commandCode = failedCode(command, flags, io);
  const hasFailed = commandCode !== undefined;
  const areMet = expectations.showResult(summary, { ...session, hasFailed }, io);
  if (commandCode !== undefined || failed) return { commandCode, failed };
  if (command !== undefined && areMet) assertEventsCame(summary, session);
  return { problems: eventsFail(summary, flags, session, io) || !isForwarded || !areMet };
}
