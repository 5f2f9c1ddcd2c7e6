import type { Summary } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import type { ListenLimits } from '../../../listen/limits.js';
import { LISTEN_LIMITS } from '../../../listen/limits.js';
import type { CommandEnd } from '../../../listen/run-command.js';
import { refuseOverwriting } from '../../../output/refuse-overwriting.js';
import { showMessage } from '../../../output/show-message.js';
import { countOf, formatCount } from '../../../text/count.js';
import type { RunResult } from '../../exit-code.js';
import { hasProblems } from '../../exit-code.js';
import { reportOutputs } from '../../reports.js';
import type { Session } from '../../session.js';
import { openSession } from '../../session.js';
import { showFailure } from '../../show-failure.js';
import { refuseEmptyCommand } from './command.js';
import { Expectations, NO_EVENTS, NO_ID, namesThatCame } from './expectations.js';
import type { ListenFlags } from './listen-command.js';
import { ListenRun } from './listen-run.js';
import { showDeliveryProblems } from './problem-lines.js';
import { SwappedArguments } from './swapped-arguments.js';
import { readTrust } from './trust.js';

const USUAL_REASONS =
  'a call to a model that does not answer, a server that was not stopped, or a Python client that was flushed after its shutdown keeps a command alive';

function timeoutMessage({ timeout }: ListenFlags): string {
  return `the command did not end within ${timeout} s`;
}

/**
 * Prints that the command failed, or did not end in time, with the likely reasons and, after a timeout, with what came. Returns its exit code:
 * undefined if it succeeded or did not end.
 */
function showCommandEnd(command: CommandEnd | undefined, summary: Summary, flags: ListenFlags, io: Io) {
  if (command?.timedOut === true) {
    const came = namesThatCame(summary);
    const until = came === undefined ? `no event came until then; ${NO_ID}` : `until then, these came: ${came}`;
    const hint = `${until}; ${USUAL_REASONS}; --timeout allows more time`;
    showFailure(new Failure('command-timed-out', timeoutMessage(flags), { hint }), io);
    return undefined;
  }
  if (command === undefined || command.code === 0) return undefined;
  // From 126 on, a shell found no command, or a signal ended it.
  const { code, signal } = command;
  const how = signal === null ? `failed with exit code ${code}` : `was ended by ${signal} (exit code ${code})`;
  showMessage(`the command ${how}`, io, code < 126 ? NO_ID : undefined);
  return code;
}

/** Whether the events, or requests whose events were lost, make the run fail. */
function eventsFail(summary: Summary, { failOn }: ListenFlags, session: Session, io: Io): boolean {
  if (failOn === 'never') return false;
  const { warnings, lostRequests = 0 } = summary;
  return hasProblems(summary, session, io) || lostRequests > 0 || (failOn === 'warning' && warnings > 0);
}

/** Why a run fails whose expected events all came: the first reason there is. */
function reasonOf({ records, invalid, errors, warnings, lostRequests = 0 }: Summary): string {
  if (invalid > 0)
    return `${formatCount(invalid)} of ${countOf(records, 'record')} ${invalid === 1 ? 'is' : 'are'} invalid`;
  if (errors > 0) return `there ${errors === 1 ? 'is' : 'are'} ${countOf(errors, 'error')}`;
  if (lostRequests > 0) return `${countOf(lostRequests, 'request')} ${lostRequests === 1 ? 'was' : 'were'} lost`;
  return `there ${warnings === 1 ? 'is' : 'are'} ${countOf(warnings, 'warning')}`;
}

/** The failure of a run whose command ended and sent nothing; undefined if it is none. */
function emptyRun(
  command: CommandEnd | undefined,
  { records, lostRequests = 0 }: Summary,
  { allowEmpty }: Session,
): Failure | undefined {
  if (command === undefined || command.timedOut || records > 0 || lostRequests > 0 || allowEmpty) return undefined;
  return new Failure('no-input', 'no event came from the command', { hint: NO_EVENTS });
}

/** Checks events as they arrive, until a signal or the end of its command. @throws {Failure} if the job cannot be done. */
export async function listen(flags: ListenFlags, io: Io, limits: ListenLimits = LISTEN_LIMITS): Promise<RunResult> {
  refuseEmptyCommand(flags);
  const trust = readTrust(flags);
  const session = await openSession({ flags, io });
  refuseOverwriting([flags.output, ...reportOutputs(flags.format)], [], io);
  const expectations = new Expectations(flags.expect, session.registry);
  const swapped = new SwappedArguments(session.registry);
  const watchers = [expectations, swapped];
  const run = new ListenRun({ flags, session, trust, limits, watchers, io });
  const { collector, outputs, forwarder, command, failed: runFailed } = await run.run();
  const { summary, deliveryProblems } = collector;
  const timedOut = command?.timedOut === true;
  const empty = emptyRun(command, summary, session);
  const failure = timedOut ? timeoutMessage(flags) : empty?.message;
  const reported = failure === undefined ? summary : { ...summary, failures: [failure] };
  const isReported = await outputs.endReports(reported).then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      showFailure(error, io);
      return false;
    },
  );
  showDeliveryProblems(deliveryProblems, session.quiet, io);
  swapped.show(io);
  const isForwarded = (await forwarder?.showResult()) ?? true;
  const failed = runFailed || !isReported;
  const commandCode = showCommandEnd(command, summary, flags, io);
  const hasFailed = timedOut || commandCode !== undefined;
  const eventsAreBad = !hasFailed && eventsFail(summary, flags, session, io);
  const reasons = [
    ...(timedOut ? ['the command did not end'] : []),
    ...(commandCode === undefined ? [] : ['the command failed']),
    ...(failed ? ['not everything could be done'] : []),
    ...(eventsAreBad ? [reasonOf(summary)] : []),
    ...(isForwarded ? [] : ['not all events were forwarded']),
  ];
  const end = { ...session, hasFailed, showedNames: timedOut, failsBecause: reasons[0] };
  const areMet = expectations.showResult(summary, end, io);
  if (hasFailed || failed) return { commandCode, failed: failed || timedOut };
  if (empty !== undefined && areMet) throw empty;
  return { problems: eventsAreBad || !isForwarded || !areMet };
}
