import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LineCounts, LineCutter, LinesStart } from '../../input/split-lines.js';
import { countLines } from '../../input/split-lines.js';
import type { RawRecord } from '../../record/record.js';
import type { Registry } from '../../schema/registry.js';
import type { ChunkJob, ChunkResults } from './chunk-results.js';
import { DeferredLines, WorkerNames } from './deferred-lines.js';

/** How many chunks a worker has at most: the one that it checks, and the next one. */
const CHUNKS_PER_WORKER = 2;

/** The longest text that is sent to a worker. */
export const SLOT_BYTES = 512 * 1024;

/** A shorter text is checked sooner here than it is sent. */
const MIN_BYTES = 8 * 1024;

/** How many events are sent to workers. */
const MAX_EVENTS = 1000;

/** The data that a worker is started with. */
export interface WorkerStart<Settings> {
  readonly settings: Settings;
  readonly slots: readonly SharedArrayBuffer[];
}

/** The options of a pool. */
export interface PoolOptions {
  readonly workers: number;
  /** The file that a worker runs. */
  readonly workerFile: URL;
  /** Plain values, which are sent to each worker. */
  readonly settings: object;
  readonly registry: Registry;
}

interface Member {
  readonly worker: Worker;
  readonly names: WorkerNames;
  readonly waiting: { resolve: (results: ChunkResults) => void; reject: (error: unknown) => void; slot: number }[];
  readonly slots: readonly SharedArrayBuffer[];
  readonly free: number[];
  /** Events that were not yet sent to it. */
  events: string[];
}

/**
 * Sends the lines of a log to worker threads, which check them at the same time. Their results are awaited in the order
 * of the log, so that the report is the same for any number of threads.
 */
export class CheckPool implements LineCutter<DeferredLines> {
  readonly leastBytes = MIN_BYTES;
  readonly #members: readonly Member[];
  readonly #options: PoolOptions;
  readonly #events = new Set<string>();
  #failure: { readonly error: unknown } | undefined;

  private constructor(options: PoolOptions) {
    this.#options = options;
    this.#members = Array.from({ length: options.workers }, () => this.#startWorker());
  }

  /** Starts the workers; resolves when all of them are ready. @throws what makes one of them fail */
  static async start(options: PoolOptions): Promise<CheckPool> {
    const pool = new CheckPool(options);
    try {
      await Promise.all(pool.#members.map(({ worker }) => once(worker, 'message')));
    } catch (error) {
      await pool.close();
      throw error;
    }
    for (const member of pool.#members) member.worker.on('message', (results) => pool.#onResults(member, results));
    return pool;
  }

  /** Whether some worker has room for a chunk. */
  get hasRoom(): boolean {
    return this.#members.some(({ free }) => free.length > 0);
  }

  get mostBytes(): number {
    return this.hasRoom ? SLOT_BYTES : 0;
  }

  /** How many chunks all workers together have room for. */
  get room(): number {
    return this.#members.length * CHUNKS_PER_WORKER;
  }

  cut(chunk: Buffer, start: number, end: number, at: LinesStart, found: (RawRecord | DeferredLines)[]): LineCounts {
    const [member] = [...this.#members].sort((a, b) => b.free.length - a.free.length);
    if (member === undefined) throw new Error('a pool without workers');
    const text = chunk.subarray(start, end);
    found.push(new DeferredLines({ chunk, start }, at, this.#send(member, text, at), member.names));
    return countLines(text, at.maxRecordSize);
  }

  /** Sends all workers an event that another thread has seen. */
  noteEvent(event: string): void {
    if (this.#events.size >= MAX_EVENTS || this.#events.has(event)) return;
    this.#events.add(event);
    for (const { events } of this.#members) events.push(event);
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }

  #startWorker(): Member {
    const { workerFile, settings, registry } = this.#options;
    const slots = Array.from({ length: CHUNKS_PER_WORKER }, () => new SharedArrayBuffer(SLOT_BYTES));
    const workerData: WorkerStart<object> = { settings, slots };
    const worker = new Worker(workerFile, { workerData });
    // A worker must not keep the process alive.
    worker.unref();
    const member: Member = {
      worker,
      names: new WorkerNames(registry),
      waiting: [],
      events: [],
      slots,
      free: slots.map((_, slot) => slot),
    };
    const fail = (error: unknown): void => this.#fail(error);
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`a worker ended with ${code}`)));
    return member;
  }

  #send(member: Member, text: Buffer, { file, maxRecordSize }: LinesStart): Promise<ChunkResults> {
    const slot = member.free.pop();
    const memory = slot === undefined ? undefined : member.slots[slot];
    if (slot === undefined || memory === undefined) throw new Error('more chunks were sent than there is room for');
    text.copy(Buffer.from(memory));
    const job: ChunkJob = { slot, bytes: text.length, file, maxRecordSize, events: member.events };
    member.events = [];
    const results = new Promise<ChunkResults>((resolve, reject) => {
      if (this.#failure !== undefined) reject(this.#failure.error);
      else member.waiting.push({ resolve, reject, slot });
    });
    // Awaited later, in the order of the log, if at all.
    results.catch(() => {});
    member.worker.postMessage(job);
    return results;
  }

  #onResults(member: Member, results: ChunkResults): void {
    const next = member.waiting.shift();
    if (next === undefined) return;
    member.free.push(next.slot);
    next.resolve(results);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { waiting } of this.#members) for (const { reject } of waiting.splice(0)) reject(error);
  }
}
