// Runs in the main thread and in workers, which load nothing else: it imports only what is a few lines long.
import { isUtf8 } from 'node:buffer';
import { readSync } from 'node:fs';
import { ANSWER_SIZE, ANSWERS, MAX_ANSWERS, WINDOW } from '../layout.js';
import type { ScannerExports } from '../scanner.js';

/** How many bytes of a file are scanned at a time: with their answers they stay in the processor's cache. */
export const BLOCK_BYTES = 192 * 1024;

/** How many bytes the last line of a block may have beyond it. */
const TAIL_BYTES = 64 * 1024;
/** The tail is read in pieces: a line goes on for some hundred bytes. */
const TAIL_PIECE = 4096;

const TEXT_BYTES = BLOCK_BYTES + TAIL_BYTES;
const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** How many bytes of memory a block needs, for its text and its answers. */
export const MEMORY_BYTES = TEXT_BYTES + MAX_ANSWERS * ANSWER_SIZE;

/** A part of a file: the lines that begin in it. Places are in bytes. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/** What was found in a block. The places of its text are those in its memory. */
export interface BlockScan {
  /** Where the scanned lines begin and end. */
  readonly begin: number;
  readonly end: number;
  readonly lines: number;
  /** How many answers there are. */
  readonly count: number;
  /** Whether the lines are UTF-8. */
  readonly isText: boolean;
  /**
   * From which byte of the file on the lines of the block were not scanned: a line is too long, there are too many, or the file
   * cannot be read. The end of the block if all were.
   */
  readonly rest: number;
}

/** The memory of a block, which is used again: its text and its answers. */
export class BlockMemory {
  readonly text: Buffer;
  readonly answers: Int32Array;

  constructor(buffer: ArrayBuffer | SharedArrayBuffer) {
    this.text = Buffer.from(buffer as ArrayBuffer, 0, TEXT_BYTES);
    this.answers = new Int32Array(buffer, TEXT_BYTES);
  }
}

/** Reads as much as there is, up to a length. Returns how many bytes. */
function readFully(fd: number, text: Buffer, length: number, position: number): number {
  let size = 0;
  while (size < length) {
    const bytes = readSync(fd, text, size, length - size, position + size);
    if (bytes === 0) break;
    size += bytes;
  }
  return size;
}

/**
 * Reads on to the end of the line under way; a line feed is added at the end of the file.
 * @returns where the last whole line ends; 0 if there is none
 */
function finishLine(fd: number, text: Buffer, length: number, position: number): number {
  if (text[length - 1] === LINE_FEED) return length;
  let size = length;
  while (size + 1 < TEXT_BYTES) {
    const bytes = readSync(fd, text, size, Math.min(TAIL_PIECE, TEXT_BYTES - 1 - size), position + size);
    if (bytes === 0) {
      text[size] = LINE_FEED;
      return size + 1;
    }
    const feed = text.subarray(size, size + bytes).indexOf(LINE_FEED);
    if (feed !== -1) return size + feed + 1;
    size += bytes;
  }
  return text.subarray(0, length).lastIndexOf(LINE_FEED) + 1;
}

/** Reads blocks of files and scans their lines. */
export class BlockScanner {
  readonly #exports: ScannerExports;
  readonly #enabled: number;
  readonly #window: Uint8Array;
  readonly #answers: Int32Array;

  /** @param enabled see `Scanner.enabled` */
  constructor(exports: ScannerExports, enabled: number) {
    this.#exports = exports;
    this.#enabled = enabled;
    this.#window = new Uint8Array(exports.memory.buffer, WINDOW);
    this.#answers = new Int32Array(exports.memory.buffer, ANSWERS, (MAX_ANSWERS * ANSWER_SIZE) / 4);
  }

  /** Scans a block of an open file into its memory. @param futureFrom seconds since 1970 */
  scan(fd: number, block: Block, memory: BlockMemory, futureFrom: number): BlockScan {
    try {
      return this.#scan(fd, block, memory, futureFrom);
    } catch {
      // The main thread reads it again, and reports what fails.
      return { begin: 0, end: 0, lines: 0, count: 0, isText: true, rest: block.start };
    }
  }

  #scan(fd: number, block: Block, { text, answers }: BlockMemory, futureFrom: number): BlockScan {
    // A line begins behind a line feed: at the start, if the byte before it is one.
    const from = Math.max(0, block.start - 1);
    const size = readFully(fd, text, block.end - from, from);
    const begin = block.start === 0 ? this.#textStart(text) : text.subarray(0, size).indexOf(LINE_FEED) + 1;
    if (begin >= size || (begin === 0 && block.start > 0))
      return { begin: 0, end: 0, lines: 0, count: 0, isText: true, rest: block.end };
    const end = finishLine(fd, text, size, from);
    // What begins with the file is read again from there, for a byte order mark.
    if (end <= begin)
      return { begin, end: begin, lines: 0, count: 0, isText: true, rest: block.start === 0 ? 0 : from + begin };
    this.#window.set(text.subarray(begin, end));
    const last = WINDOW + end - begin;
    const { scanLines, stoppedAt, lines } = this.#exports;
    const count = scanLines(WINDOW, last, this.#enabled, futureFrom);
    const words = (count * ANSWER_SIZE) / 4;
    answers.set(this.#answers.subarray(0, words));
    const stopped = begin + stoppedAt.value - WINDOW;
    const isText = isUtf8(text.subarray(begin, stopped));
    // `finishLine` may have found that a line does not end; else all that begins in the block was read.
    const isWhole = stopped === end && from + end >= block.end;
    return { begin, end: stopped, lines: lines.value, count, isText, rest: isWhole ? block.end : from + stopped };
  }

  #textStart(text: Buffer): number {
    return BYTE_ORDER_MARK.every((byte, index) => text[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  }
}
