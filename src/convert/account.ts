import { NameCounts } from '../check/summary.js';
import { countOf, formatCount } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { Entry } from './model.js';
import type { Reason } from './reasons.js';
import { REASONS } from './reasons.js';

/** A file that was read, and how its format was found. */
export interface ReadFile {
  readonly file: string;
  readonly format: string;
  /** What shows that it is of this format; undefined if `--from` names it. */
  readonly because?: string;
}

/** What became of the transcripts, in numbers. `parts = events - added + (the sum of leftOut)`. */
export interface ConvertSummary {
  readonly files: readonly ReadFile[];
  /** Records that were read, and how many of them could not be used. */
  readonly records: number;
  readonly unreadable: number;
  /** Records that `--where` left out. */
  readonly notSelected: number;
  readonly conversations: number;
  /** Messages, calls, media, components and ratings that stand in the transcripts, with all that is left out. */
  readonly parts: number;
  readonly events: number;
  /** Events that stand for no part: Conversation Started and Conversation Ended. */
  readonly added: number;
  readonly byEvent: Readonly<Record<string, number>>;
  readonly leftOut: Readonly<Partial<Record<Reason, number>>>;
  /** Messages that were cut to fit into Segment’s limit. */
  readonly truncated: number;
  /** Messages whose time is that of another one. */
  readonly derivedTimes: number;
  readonly durationMs: number;
}

/** How many parts an entry has: its text, its calls, its media, its components, its rating. */
export function partsOf({ text, feedback, actions = [], media = [], components = [] }: Entry): number {
  const own = (text === undefined ? 0 : 1) + (feedback === undefined ? 0 : 1);
  return own + actions.length + media.length + components.length;
}

/** Counts what becomes of the transcripts. */
export class Account {
  readonly files: ReadFile[] = [];
  records = 0;
  unreadable = 0;
  notSelected = 0;
  conversations = 0;
  events = 0;
  added = 0;
  truncated = 0;
  derivedTimes = 0;
  #parts = 0;
  readonly #byEvent = new NameCounts();
  readonly #leftOut = new Map<Reason, number>();

  /** Counts the parts of an entry that was found. One that is left out as a whole was counted by `leaveOut`. */
  addEntry(entry: Entry): void {
    if (entry.leftOut === true) return;
    const parts = partsOf(entry);
    this.#parts += parts;
    if (parts === 0) this.leaveOut('empty message');
  }

  /** Counts something that was found and becomes no event. Default of `count`: 1. */
  leaveOut(reason: Reason, count = 1): void {
    this.#parts += count;
    this.leaveOutKnown(reason, count);
  }

  /** Counts what was counted before, and becomes no event after all. */
  leaveOutKnown(reason: Reason, count: number): void {
    if (count > 0) this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + count);
  }

  /** Counts events of a name. `areAdded`: they stand for no part. */
  addEvents(name: string, count: number, areAdded: boolean): void {
    this.events += count;
    if (areAdded) this.added += count;
    this.#byEvent.add(name, count);
  }

  summary(durationMs: number): ConvertSummary {
    const leftOut = [...this.#leftOut].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return {
      files: this.files,
      records: this.records,
      unreadable: this.unreadable,
      notSelected: this.notSelected,
      conversations: this.conversations,
      parts: this.#parts,
      events: this.events,
      added: this.added,
      byEvent: this.#byEvent.toObject(),
      leftOut: Object.fromEntries(leftOut),
      truncated: this.truncated,
      derivedTimes: this.derivedTimes,
      durationMs,
    };
  }
}

/** How many files the summary for people names. */
const MAX_FILES = 10;

function rows(counts: readonly (readonly [string, number])[]): string[] {
  const width = Math.max(0, ...counts.map(([, count]) => formatCount(count).length));
  return counts.map(([name, count]) => `    ${formatCount(count).padStart(width)}  ${name}`);
}

/** The summary for people, one line per element. `isDryRun`: whether nothing was written. */
export function summaryText(summary: ConvertSummary, isDryRun: boolean): string[] {
  const { files, conversations, events, byEvent, leftOut, truncated, derivedTimes, unreadable, notSelected } = summary;
  const would = isDryRun ? ' would be written' : '';
  const shown = files.slice(0, MAX_FILES);
  const leftOutRows = Object.entries(leftOut).map(([reason, count]) => [REASONS[reason as Reason], count] as const);
  const left = leftOutRows.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...shown.map(({ file, format, because }) => {
      return `${safeName(file)}: ${format}${because === undefined ? '' : `, by its ${because}`}`;
    }),
    ...(files.length > MAX_FILES ? [`and ${countOf(files.length - MAX_FILES, 'more file')}`] : []),
    `${countOf(events, 'event')}${would} in ${countOf(conversations, 'conversation')}, from ${countOf(summary.records, 'record')}`,
    ...rows(Object.entries(byEvent)),
    ...(left === 0
      ? []
      : [`left out: ${formatCount(left)} of ${countOf(summary.parts, 'part')}`, ...rows(leftOutRows)]),
    ...(unreadable === 0 ? [] : [`could not be read: ${countOf(unreadable, 'record')}`]),
    ...(notSelected === 0 ? [] : [`not selected by --where: ${countOf(notSelected, 'record')}`]),
    ...(truncated === 0 ? [] : [`cut to 32 KB: ${countOf(truncated, 'message')} (message_body_truncated)`]),
    ...(derivedTimes === 0
      ? []
      : [`without a time of their own: ${countOf(derivedTimes, 'message')}, which have that of the message before`]),
  ];
}
