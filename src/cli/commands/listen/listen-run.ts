import type { Sink } from '../../../check/check-sources.js';
import { LiveTraces } from '../../../convert/live-traces.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { Collector } from '../../../listen/collector.js';
import type { ListenLimits } from '../../../listen/limits.js';
import type { Metrics } from '../../../listen/metrics.js';
import { createMetrics } from '../../../listen/metrics.js';
import type { CommandEnd } from '../../../listen/run-command.js';
import type { ListenServer } from '../../../listen/start-server.js';
import { startServer } from '../../../listen/start-server.js';
import type { Trust } from '../../../listen/trusted.js';
import { isLoopback } from '../../../listen/trusted.js';
import { showMessage } from '../../../output/show-message.js';
import { countOf } from '../../../text/count.js';
import { safeName } from '../../../text/safe-name.js';
import type { Interrupt } from '../../interrupt.js';
import { listenForInterrupt } from '../../interrupt.js';
import type { Session } from '../../session.js';
import { showFailure } from '../../show-failure.js';
import { TOOL } from '../../version.js';
import { waitForEnd } from './command.js';
import type { Forwarder } from './forwarder.js';
import { openForwarder } from './forwarder.js';
import type { ListenFlags } from './listen-command.js';
import type { ListenOutputs } from './outputs.js';
import { openListenOutputs, streamName } from './outputs.js';
import { reportDeliveryProblems } from './problem-lines.js';

const DEFAULT_PORT = 8787;

/** What a run is made with. */
export interface ListenRunOptions {
  readonly flags: ListenFlags;
  readonly session: Session;
  readonly trust: Trust;
  readonly limits: ListenLimits;
  /** What looks at each event besides the outputs. */
  readonly watchers: readonly Sink[];
  readonly io: Io;
}

/** What a run came to. */
export interface ListenRunResult {
  readonly collector: Collector;
  readonly outputs: ListenOutputs;
  readonly forwarder: Forwarder | undefined;
  /** How the command of `--exec` ended. */
  readonly command: CommandEnd | undefined;
  /** Something could not be done, such as writing a file; it was printed. */
  readonly failed: boolean;
}

function refuseLoop(forwarder: Forwarder | undefined, server: ListenServer): void {
  if (forwarder === undefined) return;
  const [to, own] = [new URL(forwarder.endpoint.origin), new URL(server.url)];
  const isHere = to.hostname === own.hostname || isLoopback(to.hostname.replace(/^\[|\]$/g, ''));
  if (to.port !== own.port || !isHere) return;
  throw new Failure('bad-usage', '--forward would send the events to this collector itself', {
    hint: '--host names another endpoint; without it, they go to Segment',
  });
}

function announce({ url }: ListenServer, { bind, exec }: ListenFlags, io: Io): void {
  if (!isLoopback(bind)) {
    showMessage(`bound to ${safeName(bind)}, so other machines can send events and read the collected ones`, io);
  }
  showMessage(`listening at ${url}${exec === undefined ? '; open it to watch, Ctrl-C ends it' : ''}`, io);
}

/** Reports that the file of events is continued: to have only the new ones, name another file. */
function announceEarlier(lines: number, { output, quiet }: ListenFlags, io: Io): void {
  if (lines === 0 || output === undefined || quiet === true) return;
  showMessage(`events are added to the end of ${safeName(output)}, which has ${countOf(lines, 'line')} already`, io);
}

/** Listens, from the start of the server until every event is checked, written and forwarded. */
export class ListenRun {
  readonly #options: ListenRunOptions;
  readonly #interrupt: Interrupt;
  readonly #sinks: Sink[] = [];
  readonly #reports: Sink[] = [];
  readonly #collector: Collector;
  readonly #traces: LiveTraces;
  #failed = false;
  /** Resolves when the sinks have taken the events of traces. */
  #drained: Promise<void> = Promise.resolve();

  constructor(options: ListenRunOptions) {
    const { flags, session, limits, io } = options;
    this.#options = options;
    // A signal ends the run in order: it reports as if all events had come.
    this.#interrupt = listenForInterrupt(io);
    // While a command has the terminal, delivery problems are printed at the end.
    const printsProblems = flags.exec === undefined && !session.quiet;
    this.#collector = new Collector({
      check: session.check,
      conversations: () => session.liveConversations(),
      file: streamName(flags),
      sinks: this.#sinks,
      reports: this.#reports,
      keep: flags.keep,
      limits,
      ...(printsProblems ? { onDeliveryProblem: reportDeliveryProblems(io) } : {}),
    });
    this.#traces = new LiveTraces({
      conversationIdFrom: flags.conversationIdFrom,
      userId: flags.userId,
      waitMs: limits.traceWaitMs,
      onLimit: (kind) => this.#collector.addLimited(kind),
      onEvents: (texts, path) => {
        this.#collector.addMade(path, texts);
        this.#drained = this.#collector.drain().catch(this.#fail);
      },
    });
  }

  /** @throws {Failure} if listening cannot begin. */
  async run(): Promise<ListenRunResult> {
    const { flags, limits, io, watchers } = this.#options;
    const collector = this.#collector;
    try {
      const metrics = await createMetrics();
      const forwarder = await openForwarder({
        flags,
        limits,
        io,
        onForwarded: () => metrics.addForwarded(),
        onNotForwarded() {
          collector.addNotForwarded();
          metrics.addDropped();
        },
      });
      this.#sinks.push(metrics, ...watchers);
      if (forwarder !== undefined) {
        this.#sinks.push(forwarder);
        this.#interrupt.onSecond(() => forwarder.abort());
      }
      const { outputs, command } = await this.#listen(forwarder, metrics);
      this.#traces.flush();
      await this.#drained;
      collector.end();
      await outputs.endEvents().catch(this.#fail);
      // Where a command ended the run, the first signal from here on breaks the forwarding off.
      this.#interrupt.request();
      await forwarder?.finish();
      return { collector, outputs, forwarder, command, failed: this.#failed };
    } finally {
      this.#interrupt.release();
    }
  }

  async #listen(
    forwarder: Forwarder | undefined,
    metrics: Metrics,
  ): Promise<{ outputs: ListenOutputs; command: CommandEnd | undefined }> {
    const { flags, session, limits, io } = this.#options;
    const collector = this.#collector;
    let answer = (): void => {};
    const ready = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const server = await this.#startServer(ready, metrics);
    try {
      refuseLoop(forwarder, server);
      // Files are opened only when the port is ours: another listener may write to the same ones.
      const outputs = await openListenOutputs(
        flags,
        { maxProblems: session.maxProblems, events: session.registry.events, onNobodyReads: this.#interrupt.request },
        io,
      );
      this.#sinks.push(...outputs.sinks);
      this.#reports.push(...outputs.reports);
      collector.continueAfter(outputs.earlierLines);
      announceEarlier(outputs.earlierLines, flags, io);
      announce(server, flags, io);
      answer();
      const command = await waitForEnd({ flags, server, limits, interrupt: this.#interrupt }, io);
      return { outputs, command };
    } finally {
      answer();
      await server.close();
    }
  }

  #startServer(ready: Promise<void>, metrics: Metrics): Promise<ListenServer> {
    const { flags, session, trust, limits } = this.#options;
    const { showValues: showsValues, registry } = session;
    return startServer({
      collector: this.#collector,
      trust,
      limits,
      onFailure: this.#fail,
      port: flags.port ?? DEFAULT_PORT,
      orFreePort: flags.port === undefined && flags.exec !== undefined,
      ready,
      metrics,
      traces: this.#traces,
      page: { version: TOOL.version, known: registry.events, showsValues },
    });
  }

  /** Prints the first failure and ends listening: events would be lost from now on. */
  readonly #fail = (error: unknown): void => {
    const { io } = this.#options;
    if (!this.#failed && error instanceof Failure) showFailure(error, io);
    else if (!this.#failed)
      io.stderr.write(`copilot-events: ${error instanceof Error ? error.stack : String(error)}\n`);
    this.#failed = true;
    this.#interrupt.request();
  };
}
