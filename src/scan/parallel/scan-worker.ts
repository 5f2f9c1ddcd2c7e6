// The main module of a worker thread that scans blocks of files. It is a few kilobytes, so that it starts fast: the rules and the
// schemas are in the tables that it is given.
import { parentPort } from 'node:worker_threads';
import { NAMES } from '../layout.js';
import type { ScannerExports } from '../scanner.js';
import type { Block, BlockScan } from './block-scanner.js';
import { BlockMemory, BlockScanner } from './block-scanner.js';

/** Bytes to write into the memory of a scanner: a name that another scanner has learned. */
export interface TablePatch {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** The first message to a worker. */
export interface WorkerStart {
  /** The compiled scanner. */
  readonly module: object;
  /** The tables of the first scanner, from the place NAMES on. */
  readonly tables: Uint8Array;
  readonly enabled: number;
  readonly memories: readonly SharedArrayBuffer[];
}

/** A block to scan. */
export interface ScanJob {
  readonly fd: number;
  readonly block: Block;
  /** Which of the memories it is scanned into. */
  readonly memory: number;
  readonly futureFrom: number;
  /** What was learned since the last job. */
  readonly patches: readonly TablePatch[];
}

/** What a worker answers: that it is ready, when it has its scanner; then each scan, in the order of the jobs. */
export type WorkerAnswer = 'ready' | BlockScan;

/** The part of WebAssembly that is used; Node's types leave it out. */
interface WebAssemblyApi {
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

parentPort?.once('message', ({ module, tables, enabled, memories }: WorkerStart) => {
  const exports = new WebAssembly.Instance(module).exports as ScannerExports;
  const bytes = new Uint8Array(exports.memory.buffer);
  bytes.set(tables, NAMES);
  const scanner = new BlockScanner(exports, enabled);
  const blockMemories = memories.map((memory) => new BlockMemory(memory));
  parentPort?.on('message', ({ fd, block, memory, futureFrom, patches }: ScanJob) => {
    for (const patch of patches) bytes.set(patch.bytes, patch.at);
    parentPort?.postMessage(scanner.scan(fd, block, blockMemories[memory] as BlockMemory, futureFrom));
  });
  parentPort?.postMessage('ready' satisfies WorkerAnswer);
});
