import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Scanner } from '../scanner.js';
import type { Block, BlockScan } from './block-scanner.js';
import { BlockMemory, MEMORY_BYTES } from './block-scanner.js';
import type { ScanJob, WorkerAnswer, WorkerStart } from './scan-worker.js';

/** How many blocks a worker has at most: one that it scans, one that comes next, one whose records are looked at. */
const BLOCKS_PER_WORKER = 3;

/** A block that is being scanned, or was. */
export interface PendingBlock {
  readonly block: Block;
  readonly memory: BlockMemory;
  /** Undefined until the block was scanned. */
  readonly scan: BlockScan | undefined;
  /** Waits for it. @throws what made its worker fail */
  done(): Promise<BlockScan>;
  /** Frees the memory for another block. */
  release(): void;
}

/** The options of a pool. */
export interface ScanPoolOptions {
  readonly workers: number;
  /** The file that a worker runs. */
  readonly workerFile: URL;
}

interface Waiting {
  readonly resolve: (scan: BlockScan) => void;
  readonly reject: (error: unknown) => void;
}

/** A worker, and its blocks. */
class Member {
  readonly worker: Worker;
  readonly isReady: Promise<unknown>;
  #scanner: Scanner | undefined;
  #memories: readonly BlockMemory[] = [];
  readonly #free: number[] = [];
  readonly #waiting: Waiting[] = [];
  #patches = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(workerFile: URL) {
    this.worker = new Worker(workerFile);
    // It must not keep the process alive.
    this.worker.unref();
    // Rejected if the worker ends before that: then it gets no blocks.
    this.isReady = once(this.worker, 'message').catch(() => {});
    this.worker.on('message', (answer: WorkerAnswer) => {
      if (answer === 'ready') this.#free.push(...this.#memories.keys());
      else this.#waiting.shift()?.resolve(answer);
    });
    this.worker.on('error', (error) => this.#fail(error));
    this.worker.on('exit', (code) => this.#fail(new Error(`a worker ended with ${code}`)));
  }

  /** Gives the worker its scanner. */
  begin(scanner: Scanner): void {
    const memories = Array.from({ length: BLOCKS_PER_WORKER }, () => new SharedArrayBuffer(MEMORY_BYTES));
    this.#scanner = scanner;
    this.#memories = memories.map((memory) => new BlockMemory(memory));
    this.#patches = scanner.patches.length;
    const { module, enabled } = scanner;
    this.worker.postMessage({ module, tables: scanner.tables(), enabled, memories } satisfies WorkerStart);
  }

  get free(): number {
    return this.#free.length;
  }

  /** Sends a block to the worker. It has room for one. */
  submit(fd: number, block: Block, futureFrom: number): PendingBlock {
    const memory = this.#free.pop() as number;
    const patches = this.#scanner?.patches.slice(this.#patches) ?? [];
    this.#patches += patches.length;
    this.worker.postMessage({ fd, block, memory, futureFrom, patches } satisfies ScanJob);
    const done = new Promise<BlockScan>((resolve, reject) => {
      if (this.#failure === undefined) this.#waiting.push({ resolve, reject });
      else reject(this.#failure.error);
    });
    let scan: BlockScan | undefined;
    done.then(
      (found) => {
        scan = found;
      },
      // `done` throws it.
      () => {},
    );
    return {
      block,
      memory: this.#memories[memory] as BlockMemory,
      get scan() {
        return scan;
      },
      done: () => done,
      release: () => void this.#free.push(memory),
    };
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure.error);
  }
}

/** Worker threads that scan blocks of files. */
export class ScanPool {
  readonly #members: readonly Member[];
  #hasScanner = false;

  /** Starts the workers, and waits for none of them. */
  constructor({ workers, workerFile }: ScanPoolOptions) {
    this.#members = Array.from({ length: workers }, () => new Member(workerFile));
  }

  /** Gives the workers the scanner whose tables they use, which may take longer to make than they take to start. */
  begin(scanner: Scanner): void {
    if (this.#hasScanner) return;
    this.#hasScanner = true;
    for (const member of this.#members) member.begin(scanner);
  }

  /** Waits until all workers are ready to scan, or have failed. They have a scanner. */
  async ready(): Promise<void> {
    await Promise.all(this.#members.map(({ isReady }) => isReady));
  }

  /** Sends a block of an open file to a worker that has room for it; undefined if none has. @param futureFrom seconds since 1970 */
  submit(fd: number, block: Block, futureFrom: number): PendingBlock | undefined {
    let freest: Member | undefined;
    for (const member of this.#members) if (member.free > (freest?.free ?? 0)) freest = member;
    return freest?.submit(fd, block, futureFrom);
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }
}
