import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { formatDuration } from '../../../report/summary-line.js';
import { endpointFor } from '../../../send/endpoint.js';
import { SEND_LIMITS } from '../../../send/limits.js';
import { proxyFor } from '../../../send/proxy.js';
import { Sender } from '../../../send/sender.js';
import { stopMessage } from '../../../send/stop-message.js';
import { summaryText } from '../../../send/summary-text.js';
import { readWriteKey } from '../../../send/write-key.js';
import { countOf } from '../../../text/count.js';
import type { Paint } from '../../../text/paint.js';
import { showFailure } from '../../show-failure.js';
import { DEFAULT_RATE } from '../send/plan.js';
import type { ListenFlags } from './flags.js';

/** How many bytes of events may wait for an endpoint that is slower than they come. */
const WAITING_BYTES = 64 * 1024 * 1024;

/** Passes valid events on. */
export interface Forward extends Sink {
  /** Where they go. */
  readonly origin: string;
  /** Sends what still waits, and says what became of all; true if every event was accepted. */
  end(paint: Paint): Promise<boolean>;
  /** Lets the requests under way end, and sends nothing more. */
  interrupt(): void;
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

/**
 * Opens the way on to a Segment source, through the sender of `send`; undefined if it is not asked for. An endpoint that is
 * slower than the events come does not hold up those who send them: what it has no time for waits, as much as there is room.
 * @throws {Failure} if an option makes no sense or there is no write key.
 */
export async function openForward(flags: ListenFlags, io: Io): Promise<Forward | undefined> {
  if (flags.forward !== true) {
    refuseWithoutForward(flags);
    return undefined;
  }
  const endpoint = endpointFor(flags);
  const writeKey = await readWriteKey(flags, { env: io.env, cwd: io.cwd(), stdin: io.stdin });
  const proxy = proxyFor(endpoint, io.env);
  const transport = await proxy?.open();
  const sender = new Sender({ endpoint, writeKey, limits: SEND_LIMITS, rate: DEFAULT_RATE, transport });
  const start = performance.now();
  let waiting: CheckedRecord[] = [];
  let bytes = 0;
  let dropped = 0;
  let failure: { readonly cause: unknown } | undefined;
  let work: Promise<void> | undefined;
  const pass = async (): Promise<void> => {
    try {
      while (waiting.length > 0) {
        const records = waiting;
        waiting = [];
        for (const record of records) {
          sender.write(record);
          await sender.drain();
          bytes -= record.raw.bytes.length;
        }
      }
    } catch (cause) {
      failure ??= { cause };
    } finally {
      work = undefined;
    }
  };
  return {
    origin: endpoint.origin,
    write(record) {
      if (!record.valid) return;
      if (bytes + record.raw.bytes.length > WAITING_BYTES) {
        dropped++;
        return;
      }
      waiting.push(record);
      bytes += record.raw.bytes.length;
      if (work === undefined && failure === undefined) {
        // Begun in a turn of its own: `pass` may end before it returns.
        work = Promise.resolve().then(pass);
      }
    },
    interrupt: () => sender.interrupt(),
    async end(paint) {
      await work;
      await sender.finish();
      if (failure !== undefined) throw failure.cause;
      const { counts, failure: sendFailure } = sender;
      if (sendFailure !== undefined) {
        const said = { endpoint, writeKey, showValues: false, proxyHost: proxy?.host, hasCheckpoint: false };
        const { message, hint } = stopMessage(sendFailure, said);
        showFailure(new Failure('not-delivered', message, { hint }), io);
      }
      if (dropped > 0) {
        io.stderr.write(
          `copilot-events: ${countOf(dropped, 'event')} not passed on, since ${endpoint.host} is too slow; -o keeps them\n`,
        );
      }
      const duration = formatDuration(performance.now() - start);
      const options = { host: endpoint.host, duration, isTrial: false, earlier: undefined, styles: paint };
      io.stderr.write(`${summaryText(counts, options).join('\n')}\n`);
      return counts.allAccepted && dropped === 0;
    },
  };
}
