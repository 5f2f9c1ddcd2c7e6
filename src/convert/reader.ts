import type { ExternalSorter } from '../spill/external-sorter.js';
import type { Exchange, Role, TranscriptRecord } from './model.js';
import type { Reason } from './reasons.js';

/** What the user asked for, as far as readers need it. */
export interface ReaderOptions {
  /** `--map`: where a field stands, by its name. */
  readonly map: Readonly<Record<string, string>>;
  /** `--role`: further words for roles, in small letters. */
  readonly roles: Readonly<Record<string, Role>>;
  /** `--feedback`: which scores are the customer’s, and what their texts mean as numbers. */
  readonly feedback: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** The IANA name of the time zone of times without one; undefined: it is asked for. */
  readonly timeZone: string | undefined;
  /** `--branches`: whether edited questions and replaced answers are converted, too. */
  readonly branches: 'shown' | 'all';
  /** `--include-tests`: whether conversations of a bot’s makers are converted. */
  readonly includeTests: boolean;
  /** `--media`: whether media count as made by the model where the source does not tell. */
  readonly media: boolean;
}

/** What a reader works with. */
export interface ReaderContext {
  readonly options: ReaderOptions;
  /** Hands an exchange on. */
  add(exchange: Exchange): void;
  /** Counts what becomes no event. Default of `count`: 1. */
  leaveOut(reason: Reason, count?: number): void;
  /** Reports a record of another form than the format has. Nothing else may be made of it. */
  reject(record: TranscriptRecord): void;
  /** Asks which columns of a table hold what. `proposal`: options that may be right. */
  askForMap(proposal: readonly string[]): void;
  /** Makes a sorter whose keys have so many words, for what has to be grouped before it can be read. */
  createSorter(keyWords: number): ExternalSorter;
  /** Reads a time in a field of the format: see `toTime`. Counts those without a zone, which are asked for. */
  time(value: unknown, unit?: TimeUnit): string | undefined;
}

/** What is needed to read messages. */
export type MessageContext = Pick<ReaderContext, 'leaveOut'>;

/** The unit of a number that stands for a time; `auto`: by its size. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns' | 'auto';

/** A reader at work. */
export interface OpenReader {
  /** Reads one record. Never throws for what it holds. */
  read(record: TranscriptRecord): void;
  /** Hands on what waited for later records. */
  end?(): void;
}

/** One format. */
export interface Reader {
  /** As `--from` names it. */
  readonly name: string;
  /** As messages name it. */
  readonly title: string;
  /** Whether its records may hold calls of a model API: a record that it knows is then of no API’s own format. Default: false. */
  readonly holdsCalls?: true;
  /** What shows that a record is of this format, such as `object: "chat.completion"`; undefined if it is not. Never throws. */
  recognise(value: unknown): string | undefined;
  /** Starts to read. One reader reads all files of its format, so that what belongs together may stand in several. */
  open(context: ReaderContext): OpenReader;
}
