import { createCheck } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import { ruleLevels } from '../../../check/rule-levels.js';
import type { Summary } from '../../../check/summary.js';
import { DEFAULT_MAX_PROBLEMS } from '../../../config/effective-settings.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { Collector } from '../../../listen/collector.js';
import { deliveryProblemLines } from '../../../listen/delivery-problem-lines.js';
import type { ListenLimits } from '../../../listen/limits.js';
import { LISTEN_LIMITS } from '../../../listen/limits.js';
import type { CommandEnd } from '../../../listen/run-command.js';
import type { ListenServer } from '../../../listen/start-server.js';
import { startServer } from '../../../listen/start-server.js';
import { isLoopback } from '../../../listen/trusted.js';
import { refuseOverwriting } from '../../../output/refuse-overwriting.js';
import { safeName } from '../../../text/safe-name.js';
import { paintFor } from '../../color.js';
import { conversationCheckFor, showDropped } from '../../conversations.js';
import type { RunResult } from '../../exit-code.js';
import { hasProblems } from '../../exit-code.js';
import { listenForInterrupt } from '../../interrupt.js';
import { registryFor } from '../../registry.js';
import { reportFiles } from '../../reports.js';
import { configFor, ruleSettings } from '../../settings.js';
import { showFailure } from '../../show-failure.js';
import { TOOL } from '../../version.js';
import type { ListenFlags } from './flags.js';
import { openForward } from './forward.js';
import type { ListenOutputs } from './outputs.js';
import { openListenOutputs } from './outputs.js';
import { reportDeliveryProblems } from './problem-lines.js';
import { runWhile } from './run.js';

/** What problems call the events where no file holds them: line 12 is the twelfth that came. */
const LISTEN_STREAM = '<listen>';

function refuseLoop(origin: string | undefined, server: ListenServer): void {
  if (origin === undefined) return;
  const [to, own] = [new URL(origin), new URL(server.url)];
  const isHere = to.hostname === own.hostname || isLoopback(to.hostname.replace(/^\[|\]$/g, ''));
  if (to.port !== own.port || !isHere) return;
  throw new Failure('bad-usage', '--forward would pass the events on to this collector itself', {
    hint: '--host names another endpoint; without it, they go to Segment',
  });
}

/** The origins that `--allow-origin` names. @throws {Failure} if one is none. */
function allowedOrigins(origins: readonly string[] = []): Set<string> {
  for (const origin of origins) {
    if (origin === 'null' || (URL.canParse(origin) && new URL(origin).origin === origin)) continue;
    throw new Failure('bad-usage', `--allow-origin ${safeName(origin)} is no origin`, {
      hint: 'write it like https://app.example.test or http://192.168.1.20:3000, without a path',
    });
  }
  return new Set(origins);
}

function announce({ url }: ListenServer, { bind, exec }: ListenFlags, io: Io): void {
  if (!isLoopback(bind)) {
    io.stderr.write(`copilot-events: ${safeName(bind)} lets other machines in; they can send events and read them\n`);
  }
  io.stderr.write(
    `copilot-events: listening at ${url}${exec === undefined ? '; open it to watch, Ctrl-C ends it' : ''}\n`,
  );
}

/** The exit code of the command, if it failed. @throws {Failure} if its time was up. */
function codeOfCommand(command: CommandEnd | undefined, { timeout }: ListenFlags, io: Io): number | undefined {
  if (command?.timedOut === true) {
    throw new Failure('command-timed-out', `the command did not end within ${timeout} s`, {
      hint: '--timeout gives it longer',
    });
  }
  if (command === undefined || command.code === 0) return undefined;
  io.stderr.write(`copilot-events: the command failed with exit code ${command.code}\n`);
  return command.code;
}

/** Whether the events make the run fail. */
function eventsFail(summary: Summary, { failOn }: ListenFlags, maxWarnings: number, io: Io): boolean {
  if (failOn === 'never') return false;
  return hasProblems(summary, { maxWarnings }, io) || (failOn === 'warning' && summary.warnings > 0);
}

/** Judges events as they arrive, until it is ended or its command has. @throws {Failure} if the job cannot be done. */
export async function listen(flags: ListenFlags, io: Io, limits: ListenLimits = LISTEN_LIMITS): Promise<RunResult> {
  const { exec, output, port, bind, keep, quiet } = flags;
  if (exec?.trim() === '')
    throw new Failure('bad-usage', '--exec names no command', { hint: "write it like --exec 'npm test'" });
  const config = await configFor(flags, io.cwd());
  const levelOf = ruleLevels(ruleSettings(flags, config));
  const registry = await registryFor(flags, config, io.cwd());
  const check = createCheck({ registry, levelOf, now: Date.now, showValues: flags.showValues ?? false });
  const trust = { bind, origins: allowedOrigins(flags.allowOrigin) };
  await refuseOverwriting([output, ...reportFiles(flags.format)], [], io.cwd());
  const forward = await openForward(flags, io);

  const sinks: Sink[] = forward === undefined ? [] : [forward];
  // While a command has the terminal, delivery problems wait for the end.
  const tell = exec === undefined && quiet !== true ? { onDeliveryProblem: reportDeliveryProblems(io) } : {};
  const conversations = () => conversationCheckFor(flags, levelOf);
  const file = output ?? LISTEN_STREAM;
  const collector = new Collector({ check, conversations, file, sinks, keep, limits, ...tell });
  // A signal ends a listener that waits for events in order: it reports as if all had come.
  const interrupt = listenForInterrupt(io);
  let failed = false;
  const onFailure = (error: unknown): void => {
    if (!failed && error instanceof Failure) showFailure(error, io);
    else if (!failed) io.stderr.write(`copilot-events: ${error instanceof Error ? error.stack : String(error)}\n`);
    failed = true;
    interrupt.request();
  };
  let begin = (): void => {};
  const ready = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let server: ListenServer | undefined;
  let outputs: ListenOutputs;
  let command: CommandEnd | undefined;
  try {
    const page = { version: TOOL.version, known: registry.events, showsValues: flags.showValues ?? false };
    server = await startServer({ collector, trust, limits, onFailure, port, ready, page });
    refuseLoop(forward?.origin, server);
    // Files are opened only now: had another listener the port, its own files would be lost.
    const maxProblems = flags.maxProblems ?? config.maxProblems ?? DEFAULT_MAX_PROBLEMS;
    outputs = await openListenOutputs(
      flags,
      { maxProblems, events: registry.events, onNobodyReads: interrupt.request },
      io,
    );
    sinks.push(...outputs.sinks);
    announce(server, flags, io);
    begin();
    command = await runWhile({ flags, server, limits, interrupt }, io);
  } finally {
    begin();
    await server?.close();
    interrupt.release();
  }

  collector.end();
  const { summary, deliveryProblems } = collector;
  await outputs.endEvents();
  await outputs.endReports(summary);
  showDropped(summary, io);
  if (quiet !== true)
    for (const line of deliveryProblemLines(deliveryProblems)) io.stderr.write(`copilot-events: ${line}\n`);
  const passedOn = (await forward?.end(await paintFor(io.stderr, io.env, flags.color))) ?? true;
  const commandCode = codeOfCommand(command, flags, io);
  if (commandCode !== undefined || failed) return { commandCode, failed };
  if (command !== undefined && summary.records === 0 && !(flags.allowEmpty ?? config.allowEmpty)) {
    throw new Failure('no-input', 'no event came from the command', {
      hint: 'let its Segment client send to SEGMENT_HOST, and flush before it ends; --allow-empty takes this for success',
    });
  }
  const maxWarnings = flags.maxWarnings ?? config.maxWarnings ?? Number.POSITIVE_INFINITY;
  return { problems: eventsFail(summary, flags, maxWarnings, io) || !passedOn };
}
