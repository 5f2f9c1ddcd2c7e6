import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LineCutter, LinesStart } from '../../input/split-lines.js';
import type { RawRecord } from '../../record/record.js';
import type { Deferred } from '../check-sources.js';
import type { ChunkJob, ChunkResults } from './chunk-results.js';
import type { RebuildOptions } from './deferred-lines.js';
import { DeferredLines, WorkerNames } from './deferred-lines.js';

/** How many chunks a worker has at most: the one that it looks at, and the next one. */
const CHUNKS_EACH = 2;

/** The longest text that is handed out. */
export const SLOT_BYTES = 512 * 1024;

/** Shorter texts are looked at sooner than they are handed out. */
const LEAST_BYTES = 8 * 1024;

/** How many events workers are told of. */
const MOST_EVENTS = 1000;

/** What a worker is started with, beside what `settings` tells it to judge by. */
export interface WorkerStart<Settings> {
  readonly settings: Settings;
  readonly slots: readonly SharedArrayBuffer[];
}

/** What a pool is made with. */
export interface PoolOptions<Settings> extends RebuildOptions {
  readonly workers: number;
  /** The file that a worker runs. */
  readonly workerFile: URL;
  readonly settings: Settings;
}

interface Member {
  readonly worker: Worker;
  readonly names: WorkerNames;
  readonly waiting: { resolve: (verdicts: ChunkResults) => void; reject: (error: unknown) => void; slot: number }[];
  readonly slots: readonly SharedArrayBuffer[];
  readonly free: number[];
  /** Events that it has not heard of yet. */
  events: string[];
}

/**
 * Hands the lines of a log out to worker threads, which judge them at the same time. Their verdicts are awaited in the order of
 * the log; so the report is the same however many there are.
 */
export class CheckPool<Settings> implements LineCutter<Deferred> {
  readonly leastBytes = LEAST_BYTES;
  readonly #members: readonly Member[];
  readonly #options: PoolOptions<Settings>;
  readonly #events = new Set<string>();
  #failure: { readonly error: unknown } | undefined;

  private constructor(options: PoolOptions<Settings>) {
    this.#options = options;
    this.#members = Array.from({ length: options.workers }, () => this.#hire());
  }

  /** Starts the workers; settles when all of them are ready. @throws what keeps one of them from being so. */
  static async start<Settings>(options: PoolOptions<Settings>): Promise<CheckPool<Settings>> {
    const pool = new CheckPool(options);
    try {
      await Promise.all(pool.#members.map(({ worker }) => once(worker, 'message')));
    } catch (error) {
      await pool.close();
      throw error;
    }
    for (const member of pool.#members) member.worker.on('message', (verdicts) => pool.#hear(member, verdicts));
    return pool;
  }

  /** Whether some worker can take a chunk; nothing is taken while none can. */
  get hasRoom(): boolean {
    return this.#members.some(({ free }) => free.length > 0);
  }

  get mostBytes(): number {
    return this.hasRoom ? SLOT_BYTES : 0;
  }

  /** How many chunks all workers together can have. */
  get room(): number {
    return this.#members.length * CHUNKS_EACH;
  }

  cut(chunk: Buffer, start: number, end: number, at: LinesStart, found: (RawRecord | Deferred)[]): undefined {
    const [member] = [...this.#members].sort((a, b) => b.free.length - a.free.length);
    if (member === undefined) throw new Error('a pool without workers');
    found.push(
      new DeferredLines(
        { chunk, start },
        at,
        this.#hand(member, chunk.subarray(start, end), at),
        member.names,
        this.#options,
      ),
    );
  }

  /** Tells all workers of an event that was met elsewhere. */
  noteEvent(event: string): void {
    if (this.#events.size >= MOST_EVENTS || this.#events.has(event)) return;
    this.#events.add(event);
    for (const { events } of this.#members) events.push(event);
  }

  /** Lets all workers go. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }

  #hire(): Member {
    const { workerFile, settings, registry } = this.#options;
    const slots = Array.from({ length: CHUNKS_EACH }, () => new SharedArrayBuffer(SLOT_BYTES));
    const workerData: WorkerStart<Settings> = { settings, slots };
    const worker = new Worker(workerFile, { workerData });
    // Nothing ends later because a worker is there.
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

  #hand(member: Member, text: Buffer, { file, maxRecordSize }: LinesStart): Promise<ChunkResults> {
    const slot = member.free.pop();
    const memory = slot === undefined ? undefined : member.slots[slot];
    if (slot === undefined || memory === undefined)
      throw new Error('more chunks were handed out than there is room for');
    text.copy(Buffer.from(memory));
    const job: ChunkJob = { slot, bytes: text.length, file, maxRecordSize, events: member.events };
    member.events = [];
    const verdicts = new Promise<ChunkResults>((resolve, reject) => {
      if (this.#failure !== undefined) reject(this.#failure.error);
      else member.waiting.push({ resolve, reject, slot });
    });
    // Awaited in its turn, if ever.
    verdicts.catch(() => {});
    member.worker.postMessage(job);
    return verdicts;
  }

  #hear(member: Member, verdicts: ChunkResults): void {
    const next = member.waiting.shift();
    if (next === undefined) return;
    member.free.push(next.slot);
    next.resolve(verdicts);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { waiting } of this.#members) for (const { reject } of waiting.splice(0)) reject(error);
  }
}
