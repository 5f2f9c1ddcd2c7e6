import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import type { ListenLimits } from '../../../listen/limits.js';
import { showMessage, widthOf } from '../../../output/show-message.js';
import { formatDuration } from '../../../report/summary-line.js';
import type { Endpoint } from '../../../send/endpoint.js';
import { endpointFor } from '../../../send/endpoint.js';
import { SEND_LIMITS } from '../../../send/limits.js';
import type { Outcome, Reason } from '../../../send/outcome.js';
import { reasonText, routeText } from '../../../send/outcome.js';
import type { ProxyRoute } from '../../../send/proxy.js';
import { proxyFor } from '../../../send/proxy.js';
import type { SenderOptions } from '../../../send/sender.js';
import { Sender } from '../../../send/sender.js';
import { stopMessage } from '../../../send/stop-message.js';
import { summaryText } from '../../../send/summary-text.js';
import { readWriteKey } from '../../../send/write-key.js';
import { countOf } from '../../../text/count.js';
import { wrapLine } from '../../../text/wrap.js';
import { paintFor } from '../../color.js';
import { showFailure } from '../../show-failure.js';
import { DEFAULT_RATE } from '../send/plan.js';
import type { ListenFlags } from './listen-command.js';

/** How many bytes of events may wait for an endpoint that is slower than they come. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** A flush that takes longer than this is announced. */
const ANNOUNCE_MS = 1000;

const POLL_MS = 50;

/** What a forwarder is made with. */
export interface ForwarderOptions {
  readonly flags: ListenFlags;
  readonly limits: ListenLimits;
  /** Called for each event that is accepted by the endpoint. */
  readonly onForwarded: () => void;
  /** Called for each valid event that is not accepted by the endpoint. */
  readonly onNotForwarded: () => void;
  readonly io: Io;
}

type Connection = Pick<SenderOptions, 'endpoint' | 'writeKey' | 'transport'> & {
  readonly proxy: ProxyRoute | undefined;
};

/**
 * Forwards valid events to a Segment source through the sender of `send`. A slow endpoint does not hold up the clients: events
 * wait in memory up to a limit, and the rest is counted as not forwarded.
 */
export class Forwarder implements Sink {
  readonly #options: ForwarderOptions;
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #start = performance.now();
  #waiting: CheckedRecord[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #work: Promise<void> | undefined;
  #defect: { readonly cause: unknown } | undefined;
  #hasReported = false;
  #lastProgress = performance.now();
  #isAborted = false;

  constructor(options: ForwarderOptions, connection: Connection) {
    this.#options = options;
    this.#connection = connection;
    this.#sender = new Sender({
      ...connection,
      limits: SEND_LIMITS,
      rate: DEFAULT_RATE,
      onRetry: ({ reason }) => this.#onFailure(reason),
      onResult: (_, outcome, reason) => this.#onResult(outcome, reason),
    });
  }

  get endpoint(): Endpoint {
    return this.#connection.endpoint;
  }

  write(record: CheckedRecord): void {
    if (!record.valid) return;
    const bytes = record.raw.bytes.length;
    if (this.#defect !== undefined || this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      this.#dropped++;
      this.#options.onNotForwarded();
      return;
    }
    this.#waiting.push(record);
    this.#waitingBytes += bytes;
    // In a turn of its own: the loop may end before it returns.
    this.#work ??= Promise.resolve().then(() => this.#pump());
  }

  /**
   * Sends the waiting events, as long as the endpoint accepts any of them within `forwardMs`. Whatever is left is counted
   * as not forwarded.
   */
  async finish(): Promise<void> {
    const start = performance.now();
    let isDone = false;
    let isAnnounced = false;
    const flushed = this.#flush().finally(() => {
      isDone = true;
    });
    this.#lastProgress = start;
    while (!isDone) {
      await Promise.race([flushed.catch(() => {}), new Promise((resolve) => setTimeout(resolve, POLL_MS))]);
      const now = performance.now();
      if (!isDone && !isAnnounced && now - start > ANNOUNCE_MS) {
        isAnnounced = true;
        this.#print('forwarding the events that still wait; Ctrl-C ends without them');
      }
      if (!isDone && now - this.#lastProgress > this.#options.limits.forwardMs) this.abort();
    }
    await flushed;
  }

  /** Breaks off forwarding. Requests under way count as unknown. */
  abort(): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#sender.abort();
  }

  /** Prints what became of the events; true if every one was accepted. @throws if forwarding failed by a defect. */
  async showResult(): Promise<boolean> {
    const { endpoint, writeKey, proxy } = this.#connection;
    const { counts, failure } = this.#sender;
    const { flags, io } = this.#options;
    if (this.#defect !== undefined) throw this.#defect.cause;
    if (failure !== undefined) {
      const options = { endpoint, writeKey, showValues: false, proxy, hasCheckpoint: false };
      const { message, hint } = stopMessage(failure, options);
      showFailure(new Failure('not-delivered', message, { hint }), io);
    }
    if (this.#dropped > 0) {
      this.#print(
        `${countOf(this.#dropped, 'event')} not forwarded, since ${endpoint.host} is slower than the events come; -o keeps them`,
      );
    }
    const duration = formatDuration(performance.now() - this.#start);
    const styles = await paintFor(io.stderr, io.env, flags.color);
    const route = { host: endpoint.host, proxy: proxy?.host };
    const text = summaryText(counts, { ...route, duration, isTrial: false, earlier: undefined, styles });
    io.stderr.write(`${text.flatMap((line) => wrapLine(line, widthOf(io.stderr))).join('\n')}\n`);
    return counts.allAccepted && this.#dropped === 0;
  }

  async #pump(): Promise<void> {
    try {
      await this.#sender.open();
      while (this.#waiting.length > 0) {
        const records = this.#waiting;
        this.#waiting = [];
        for (const record of records) {
          this.#sender.write(record);
          await this.#sender.drain();
          this.#waitingBytes -= record.raw.bytes.length;
        }
      }
    } catch (cause) {
      this.#defect ??= { cause };
    } finally {
      this.#work = undefined;
    }
  }

  async #flush(): Promise<void> {
    try {
      await this.#work;
      await this.#sender.finish();
    } catch (cause) {
      this.#defect ??= { cause };
    }
  }

  #onResult(outcome: Outcome, reason: Reason | undefined): void {
    this.#lastProgress = performance.now();
    if (outcome === 'accepted') this.#options.onForwarded();
    else this.#options.onNotForwarded();
    if (outcome === 'accepted' || outcome === 'rejected') {
      // The other reasons are about the event, not about the endpoint.
      if (reason?.startsWith('http-') === true) this.#onFailure(reason);
      return;
    }
    // The sender knows the reason once it is done with the batch.
    setImmediate(() => {
      const { failure } = this.#sender;
      if (failure !== undefined) this.#onFailure(failure.attempt.reason);
    });
  }

  #onFailure(reason: Reason): void {
    if (this.#hasReported) return;
    this.#hasReported = true;
    const proxy = this.#connection.proxy?.host;
    this.#print(
      `forwarding to ${routeText(reason, this.endpoint.host, proxy)} fails: ${reasonText(reason, proxy)} (${reason}); the events are still checked`,
    );
  }

  #print(text: string): void {
    showMessage(text, this.#options.io);
  }
}

function refuseWithoutForward({ writeKey, writeKeyFile, region, host }: ListenFlags): void {
  const given = Object.entries({
    '--write-key': writeKey,
    '--write-key-file': writeKeyFile,
    '--region': region,
    '--host': host,
  });
  const [name] = given.find(([, value]) => value !== undefined) ?? [];
  if (name !== undefined) {
    const hint = name === '--host' ? '--bind says where to listen' : 'without it, nothing leaves this machine';
    throw new Failure('bad-usage', `${name} goes with --forward`, { hint });
  }
}

/** Opens the forwarder; undefined without `--forward`. @throws {Failure} if an option is unusable or there is no write key. */
export async function openForwarder(options: ForwarderOptions): Promise<Forwarder | undefined> {
  const { flags, io } = options;
  if (flags.forward !== true) {
    refuseWithoutForward(flags);
    return undefined;
  }
  const endpoint = endpointFor(flags);
  const writeKey = await readWriteKey(flags, { env: io.env, cwd: io.cwd(), stdin: io.stdin });
  const proxy = await proxyFor(endpoint, io.env);
  const transport = await proxy?.open();
  return new Forwarder(options, { endpoint, writeKey, transport, proxy });
}
