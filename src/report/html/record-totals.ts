import type { CheckResult } from '../../check/check-result.js';
import { rebuildValue } from '../../check/check-result.js';
import type { RepeatedRecord } from '../../check/repeated-record.js';
import { conversationKey } from '../../conversations/conversation-key.js';
import type { FileShift } from '../../conversations/gathered-block.js';
import { hasInstant, instantMs } from '../../conversations/instant.js';
import { isRating } from '../../overview/ratings.js';
import { isConversationId } from '../../record/conversation-id.js';
import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { AcceptedRecords } from '../../scan/accepted-records.js';
import {
  ANSWER_WORDS,
  CONVERSATION_HASH_WORD,
  CONVERSATION_LENGTH_WORD,
  INSTANT_WORD,
  NUMBER_WORD,
} from '../../scan/answer-words.js';
import { timeOf } from '../../schema/date-time.js';
import type { EventSchema } from '../../schema/event-schema.js';
import { ByteSearch } from '../../text/byte-search.js';
import type { PlainTallies } from './counts.js';
import { Tallies } from './counts.js';
import type { PlainFeedback } from './feedback-ratings.js';
import { FeedbackRatings, ratingIn } from './feedback-ratings.js';
import type { NameFacts } from './name-facts.js';
import { KnownNames } from './name-facts.js';
import type { ShownContents } from './record-contents.js';
import { DEFAULT_RELEASE_FIELD, releaseOf } from './release.js';
import type { PlainReleases } from './release-sample.js';
import { ReleaseSample } from './release-sample.js';
import { wordOf } from './sample-level.js';
import { shownId } from './shown-problem.js';
import type { CoveredEvent, PlainSightings } from './spec-coverage.js';
import { SpecCoverage } from './spec-coverage.js';
import type { PlainTimeBuckets } from './time-buckets.js';
import { TimeBuckets } from './time-buckets.js';
import type { SeenRecord } from './troubled-record.js';
import { conversationIn } from './troubled-record.js';

/** What is known of all records of a part of a log, as plain data. */
export interface PlainTotals {
  readonly names: PlainTallies<'valid' | 'invalid'>;
  readonly time: PlainTimeBuckets;
  readonly feedback: PlainFeedback;
  readonly coverage: readonly PlainSightings[];
  readonly releases: PlainReleases;
  /** Whether there are more records of conversations without problems than have their contents shown. */
  readonly isFullOfClean: boolean;
}

/** What totals are made with. */
export interface TotalsOptions {
  /** The events that are known, as schemas or as plain data. */
  readonly events: readonly (EventSchema | CoveredEvent)[];
  /** The field that names an event's release, with dots between its keys. Default: DEFAULT_RELEASE_FIELD. */
  readonly releaseField?: string | undefined;
  readonly contents: ShownContents;
  /** Called with a record of a conversation without problems whose contents are shown. The bytes are good during the call. */
  readonly onClean: (record: { readonly file: number; readonly number: number; readonly bytes: Buffer }) => void;
}

/** An accepted record, whose bytes go from `start` up to `end`. */
interface ScannedRecord {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly number: number;
  readonly seconds: number;
}

function hasConversation(value: JsonObject | undefined): boolean {
  const properties = value?.['properties'];
  const id = isObject(properties) ? properties['conversationId'] : undefined;
  return typeof id === 'string' && id !== '';
}

function ratingOf(value: JsonObject | undefined): unknown {
  const properties = value?.['properties'];
  return isObject(properties) ? properties['rating'] : undefined;
}

/** Milliseconds since 1970; NaN for what is no date-time. */
function instantOf(timestamp: unknown): number {
  return typeof timestamp === 'string' ? timeOf(timestamp) : Number.NaN;
}

/** The time of a record that was scanned, in milliseconds since 1970; NaN if it has none. @param answer where the answer begins */
function timeOfScanned(run: AcceptedRecords, index: number, answer: number): number {
  const { words } = run;
  // The scanner writes instants of records of conversations only; elsewhere, that of an earlier record is left.
  const ofConversation = words[answer + CONVERSATION_LENGTH_WORD] !== 0;
  if (ofConversation && hasInstant(words, answer + INSTANT_WORD)) return instantMs(words, answer + INSTANT_WORD);
  const timestamp = run.textOf(index, 'timestamp');
  return timestamp === undefined ? Number.NaN : timeOf(timestamp);
}

/**
 * Adds up what a report shows of all records, with problems or without, in bounded memory. What is added up for the parts of a log is
 * the same, put together, as for the whole log.
 */
export class RecordTotals {
  readonly time = new TimeBuckets();
  readonly releases = new ReleaseSample();
  readonly #names = new Tallies(['valid', 'invalid']);
  readonly #feedback = new FeedbackRatings();
  readonly #coverage: SpecCoverage;
  readonly #known: KnownNames;
  readonly #contents: ShownContents;
  readonly #onClean: TotalsOptions['onClean'];
  readonly #releasePath: readonly string[];
  /** Searches for the last key of that path. */
  readonly #releaseKey: ByteSearch;
  #file = 0;

  constructor({ events, releaseField = DEFAULT_RELEASE_FIELD, contents, onClean }: TotalsOptions) {
    this.#coverage = new SpecCoverage(events);
    this.#known = new KnownNames(this.#names, this.#coverage);
    this.#contents = contents;
    this.#onClean = onClean;
    this.#releasePath = releaseField.split('.');
    this.#releaseKey = new ByteSearch(Buffer.from(JSON.stringify(this.#releasePath.at(-1))));
  }

  /** Begins with a file. @param index its place among all files, from 0 */
  beginFile(index: number): void {
    this.#file = index;
  }

  /** Adds a record. Returns what is known of it; undefined for a valid one without a problem. */
  write(record: CheckResult): SeenRecord | undefined {
    const { raw, valid, problems, all = problems } = record;
    const { bytes, number } = raw;
    const value = rebuildValue(record);
    const facts = this.#known.ofBuilt(record);
    const at = instantOf(value?.['timestamp']);
    const seconds = Math.floor(at / 1000);
    const word = wordOf(bytes, 0, bytes.length, seconds);
    this.#count(facts, seconds, valid);
    if (facts.sightings?.wants(word) === true && value !== undefined) facts.sightings.look(word, value);
    const isTroubled = !valid || all.length > 0;
    const isSampled = this.releases.wants(word);
    const release = isTroubled || isSampled || facts.isFeedback ? releaseOf(value, this.#releasePath) : '';
    if (isSampled) this.releases.add(word, this.#file, number, release);
    if (facts.isFeedback) this.#addFeedback(ratingOf(value), seconds, release);
    if (!isTroubled) {
      if (facts.isTrack && hasConversation(value)) this.#addClean(number, bytes);
      return undefined;
    }
    const { name } = facts;
    const known = { name, release, bytes: bytes.length, ...conversationIn(record, value) };
    return Number.isNaN(at) ? known : { ...known, at };
  }

  /** Adds a record whose findings are known from another one. It is parsed only if its value says more than the scanner does. */
  writeRepeated(record: RepeatedRecord): SeenRecord | undefined {
    const { run, index, result } = record;
    const { bytes, number } = result.raw;
    const answer = run.wordOf(index);
    const facts = this.#known.ofScanned(run.names)[run.words[answer + NUMBER_WORD] as number] as NameFacts;
    const at = timeOfScanned(run, index, answer);
    const seconds = Math.floor(at / 1000);
    const word = wordOf(bytes, 0, bytes.length, seconds);
    const { name, isFeedback, sightings } = facts;
    const id = run.textOf(index, 'conversationId');
    const needsValue = id === undefined || isFeedback || sightings?.wants(word) === true;
    if (needsValue || this.#releaseKey.indexIn(bytes, 0, bytes.length) !== -1) return this.write(result);
    this.#count(facts, seconds, result.valid);
    if (this.releases.wants(word)) this.releases.add(word, this.#file, number, '');
    const isKnown = isConversationId(id, result.problems);
    const conversation = { id: shownId(id), key: conversationKey(run.words, answer + CONVERSATION_HASH_WORD) };
    const known = { name, release: '', bytes: bytes.length, ...(isKnown ? { conversation } : {}) };
    return Number.isNaN(at) ? known : { ...known, at };
  }

  /** Adds records of a run that the scanner accepted, `from` inclusive, `to` exclusive. */
  writeAccepted(run: AcceptedRecords, from: number, to: number): void {
    const { chunk, words } = run;
    const factsOf = this.#known.ofScanned(run.names);
    let answer = run.wordOf(from);
    for (let index = from; index < to; index++, answer += ANSWER_WORDS) {
      const facts = factsOf[words[answer + NUMBER_WORD] as number] as NameFacts;
      const seconds = Math.floor(timeOfScanned(run, index, answer) / 1000);
      const start = run.beginOf(index);
      const end = run.endOf(index);
      const word = wordOf(chunk, start, end, seconds);
      this.#count(facts, seconds, true);
      if (facts.sightings?.wants(word) === true || facts.isFeedback || this.releases.wants(word))
        this.#look(facts, word, { bytes: chunk, start, end, number: run.numberOf(index), seconds });
      if (facts.isTrack && !this.#contents.isFullOfClean && words[answer + CONVERSATION_LENGTH_WORD] !== 0)
        this.#addClean(run.numberOf(index), chunk.subarray(start, end));
    }
  }

  /** The records by the names of their events. */
  names(): PlainTallies<'valid' | 'invalid'> {
    this.#known.flush();
    return this.#names.toJSON();
  }

  get feedback(): FeedbackRatings {
    return this.#feedback;
  }

  get coverage(): SpecCoverage {
    return this.#coverage;
  }

  /** All of it as plain data. */
  toJSON(): PlainTotals {
    return {
      names: this.names(),
      time: this.time.toJSON(),
      feedback: this.#feedback.toJSON(),
      coverage: this.#coverage.toJSON(),
      releases: this.releases.toJSON(),
      isFullOfClean: this.#contents.isFullOfClean,
    };
  }

  /** Adds the next part of the log, which was plain data. @param shifts where its files stand */
  addPlain(
    { names, time, feedback, coverage, releases, isFullOfClean }: PlainTotals,
    shifts: readonly FileShift[],
  ): void {
    this.#names.addPlain(names);
    this.time.addPlain(time);
    this.#feedback.addPlain(feedback);
    this.#coverage.addPlain(coverage);
    this.releases.addPlain(releases, shifts);
    if (isFullOfClean) this.#contents.closeClean();
  }

  #count({ tally, sightings }: NameFacts, seconds: number, valid: boolean): void {
    this.time.add(seconds, valid);
    if (valid) tally.valid++;
    else tally.invalid++;
    sightings?.count();
  }

  /** Looks at what an accepted record holds. */
  #look(facts: NameFacts, word: number, { bytes, start, end, number, seconds }: ScannedRecord): void {
    const { sightings, isFeedback } = facts;
    if (sightings?.wants(word) === true) sightings.lookAtText(word, bytes.toString('utf8', start, end));
    const isSampled = this.releases.wants(word);
    if (!isSampled && !isFeedback) return;
    const release = this.#releaseIn(bytes, start, end);
    if (isSampled) this.releases.add(word, this.#file, number, release);
    if (isFeedback) this.#addFeedback(ratingIn(bytes, start, end), seconds, release);
  }

  #addClean(number: number, bytes: Buffer): void {
    if (this.#contents.admitsClean(bytes.length)) this.#onClean({ file: this.#file, number, bytes });
  }

  #addFeedback(rating: unknown, seconds: number, release: string): void {
    this.#feedback.add(rating, release);
    if (isRating(rating)) this.time.addRating(seconds, rating);
  }

  /** The release that a valid record names; it is parsed only if it may name one. */
  #releaseIn(bytes: Buffer, start: number, end: number): string {
    if (this.#releaseKey.indexIn(bytes, start, end) === -1) return '';
    return releaseOf(JSON.parse(bytes.toString('utf8', start, end)) as JsonObject, this.#releasePath);
  }
}
