import { basename } from 'node:path';
import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';
import { partsOf } from './account.js';
import { HistoryChains } from './chain-history.js';
import { entryKey } from './entry-key.js';
import { ExchangeStore, ID_WORDS } from './exchange-store.js';
import { USER_PATHS } from './gaps.js';
import type { Action, Entry, Exchange, TranscriptRecord } from './model.js';
import { CONVERSATION, FILE, HISTORY, TRACE } from './options.js';
import { readTranscript } from './read-transcript.js';
import type { OpenReader, Reader, ReaderContext, TimeUnit } from './reader.js';
import { readerNamed, recognise, unknownFormat } from './recognise.js';
import type { ConvertRun } from './run-convert.js';
import { isSelected } from './select-records.js';
import { localTimes, readTime } from './times.js';
import { idIn, valueAtPath } from './values.js';

/** In how many records of a file it is looked for what shows its format, and in how many where a user stands. */
const RECORDS_LOOKED_AT = 100;

/** Ids that are the text of a missing value. */
const PLACEHOLDER = /^(?:undefined|null|none|nan|\[object Object\])$/i;

/** An id that the source states; undefined for one that stands for none. */
function statedId(value: unknown): string | undefined {
  const id = idIn(value)?.trim();
  return id === undefined || id === '' || PLACEHOLDER.test(id) ? undefined : id;
}

function fileId(file: string): string {
  return basename(file)
    .replace(/(?:\.gz)?$/i, '')
    .replace(/\.[a-z]+$/i, '');
}

/** The exchange with components in place of the calls of tools that draw one. */
function withComponents(exchange: Exchange, tools: ReadonlySet<string>): Exchange {
  const shown = (entry: Entry): Entry => {
    const { actions = [], components = [], callsBefore = 0 } = entry;
    const isCall = ({ action }: Action): boolean => !tools.has(action);
    const drawn = actions.filter((action) => !isCall(action));
    if (drawn.length === 0) return entry;
    return {
      ...entry,
      // The key stays that of the calls, so that a history is aligned as before.
      key: `${entryKey(entry)}`,
      actions: actions.filter(isCall),
      callsBefore: actions.slice(0, callsBefore).filter(isCall).length,
      components: [...components, ...drawn.map(({ action }) => ({ type: action }))],
    };
  };
  return {
    ...exchange,
    entries: exchange.entries.map(shown),
    choices: (exchange.choices ?? []).map((choice) => choice.map(shown)),
  };
}

/** Whether an exchange tells any time. */
function hasTime({ time, requestTime, entries, choices = [] }: Exchange): boolean {
  return (
    time !== undefined ||
    requestTime !== undefined ||
    [...entries, ...choices.flat()].some((entry) => entry.time !== undefined)
  );
}

/** Whether anything may become of an exchange. A call that failed has nothing to ask for. */
function isSaying({ entries, choices = [] }: Exchange): boolean {
  return [...entries, ...choices.flat()].some((entry) => entry.leftOut !== true && partsOf(entry) > 0);
}

/** Reads all sources, and keeps their exchanges by conversation. */
export class Collector {
  readonly #run: ConvertRun;
  readonly #readers = new Map<Reader, OpenReader>();
  readonly #store: ExchangeStore;
  readonly #chains = new HistoryChains();
  readonly #local: ((local: string) => string | undefined) | undefined;
  #lookedAt = 0;
  /** Exchanges without a conversation id. */
  withoutId = 0;
  /** How many of them have no user, and how many no time. */
  unnamedUsers = 0;
  unnamedTimes = 0;
  /** Whether one of them has the id of a trace. */
  hasTraces = false;
  /** Times without a zone. */
  withoutZone = 0;
  /** What a reader of a table proposes for `--map`, if it asks for it. */
  proposal: readonly string[] | undefined;
  /** Where a user stands in some record, if one does. */
  userPath: string | undefined;

  constructor(run: ConvertRun) {
    this.#run = run;
    this.#store = new ExchangeStore(run.createSorter(ID_WORDS));
    const { timeZone } = run.options.reader;
    this.#local = timeZone === undefined ? undefined : localTimes(timeZone);
  }

  get store(): ExchangeStore {
    return this.#store;
  }

  /** Reads one source. One that cannot be read is reported, and does not stop the others. */
  async read(source: Source): Promise<void> {
    const { account, maxRecordSize, onRead, check, onProblem, onFailure, stopped } = this.#run;
    const onUnreadable = (raw: Parameters<typeof check>[0]): void => {
      account.records++;
      account.unreadable++;
      onProblem(check(raw));
    };
    let reader: OpenReader | undefined;
    const unknown: TranscriptRecord[] = [];
    try {
      for await (const records of readTranscript(source, { maxRecordSize, onRead, onUnreadable })) {
        for (const record of records) {
          if (reader === undefined) {
            reader = this.#readerFor(record, unknown);
            // A failed call may stand before the first one that shows the format.
            if (reader !== undefined) for (const one of unknown) this.#record(one, reader);
          }
          if (reader !== undefined) this.#record(record, reader);
        }
        if (stopped()) return;
      }
      if (reader === undefined && unknown[0] !== undefined) throw unknownFormat(unknown[0]);
    } catch (error) {
      onFailure(error);
    }
  }

  /** Hands on what readers held back, and what has no conversation id. */
  end(): void {
    for (const reader of this.#readers.values()) reader.end?.();
    for (const { id, format, exchange } of this.#chains.named()) this.#store.add(id, format, exchange);
  }

  #record(record: TranscriptRecord, reader: OpenReader): void {
    const { account, options } = this.#run;
    account.records++;
    if (!isSelected(record.value, options.where)) {
      account.notSelected++;
      return;
    }
    if (this.userPath === undefined && this.#lookedAt++ < RECORDS_LOOKED_AT) {
      this.userPath = USER_PATHS.find((path) => statedId(valueAtPath(record.value, path)) !== undefined);
    }
    reader.read(record);
  }

  /**
   * The reader for the file of a record. Undefined if the record tells nothing: a log of calls may begin with one of another model’s.
   * @throws {Failure} if its format is not known, or may be one of several.
   */
  #readerFor(record: TranscriptRecord, unknown: TranscriptRecord[]): OpenReader | undefined {
    const { from } = this.#run.options;
    const found = from === 'auto' ? recognise(record) : { reader: readerNamed(from), because: undefined };
    if (found === undefined) {
      unknown.push(record);
      if (unknown.length >= RECORDS_LOOKED_AT) throw unknownFormat(unknown[0] as TranscriptRecord);
      return undefined;
    }
    const { reader, because } = found;
    this.#run.account.files.push({
      file: record.file,
      format: reader.title,
      ...(because === undefined ? {} : { because }),
    });
    const known = this.#readers.get(reader);
    if (known !== undefined) return known;
    const opened = reader.open(this.#contextFor(reader.name));
    this.#readers.set(reader, opened);
    return opened;
  }

  #contextFor(format: string): ReaderContext {
    const { account, options, onRejected } = this.#run;
    return {
      options: options.reader,
      add: (exchange) => this.#add(exchange, format),
      leaveOut: (reason, count) => account.leaveOut(reason, count),
      reject: ({ file, line }) => {
        account.unreadable++;
        onRejected(file, line);
      },
      askForMap: (proposal) => {
        this.proposal ??= proposal;
      },
      createSorter: (keyWords) => this.#run.createSorter(keyWords),
      time: (value, unit) => this.#time(value, unit),
    };
  }

  #time(value: unknown, unit: TimeUnit | undefined): string | undefined {
    const read = readTime(value, unit);
    if (read === undefined || 'time' in read) return read?.time;
    const time = this.#local?.(read.local);
    if (time === undefined) this.withoutZone++;
    return time;
  }

  #add(given: Exchange, format: string): void {
    const { account, options } = this.#run;
    const exchange = options.components.size === 0 ? given : withComponents(given, options.components);
    for (const entry of exchange.entries) account.addEntry(entry);
    for (const choice of exchange.choices ?? []) for (const entry of choice) account.addEntry(entry);
    const named = { ...exchange, ...this.#who(exchange), ...this.#timeOf(exchange, format) };
    const id = this.#idOf(exchange);
    if (id !== undefined) this.#store.add(id, format, named);
    else if (options.conversationIdFrom === TRACE && exchange.trace !== undefined) {
      const { entries, earlier = 0 } = named;
      for (const entry of entries.slice(0, earlier))
        if (entry.leftOut !== true) account.leaveOutKnown('repeated history', partsOf(entry));
      this.#store.add(exchange.trace, format, { ...named, entries: entries.slice(earlier) });
    } else if (options.conversationIdFrom === HISTORY) this.#chains.add(named, format);
    else if (isSaying(named)) {
      this.withoutId++;
      if (named.trace !== undefined) this.hasTraces = true;
      const isNamed = [named.userId, named.anonymousId, options.userId].some((id) => id !== undefined);
      if (!isNamed && options.anonymousId !== CONVERSATION) this.unnamedUsers++;
      if (!hasTime(named)) this.unnamedTimes++;
    }
  }

  /** When an exchange took place, by `--map time`. Rows have their times from it by themselves. */
  #timeOf(exchange: Exchange, format: string): Pick<Exchange, 'requestTime'> {
    const { time: path } = this.#run.options.reader.map;
    const [first] = exchange.records;
    if (path === undefined || first === undefined || format === 'rows') return {};
    return { requestTime: this.#time(valueAtPath(first.value, path), undefined) };
  }

  #lookUp({ records }: Exchange, path: string): string | undefined {
    for (const { value } of records) {
      const id = statedId(valueAtPath(value, path));
      if (id !== undefined) return id;
    }
    return undefined;
  }

  #idOf(exchange: Exchange): string | undefined {
    const { conversationIdFrom: from, conversationId } = this.#run.options;
    const [first] = exchange.records;
    const asked =
      from === undefined || from === HISTORY || from === TRACE
        ? undefined
        : from === FILE
          ? first && fileId(first.file)
          : this.#lookUp(exchange, from);
    return statedId(asked) ?? statedId(exchange.conversation) ?? conversationId;
  }

  #who(exchange: Exchange): Pick<Exchange, 'userId' | 'anonymousId'> {
    const { userIdFrom, anonymousId } = this.#run.options;
    const looked = userIdFrom === undefined ? undefined : this.#lookUp(exchange, userIdFrom);
    return {
      userId: looked ?? statedId(exchange.userId),
      anonymousId:
        anonymousId === undefined || anonymousId === CONVERSATION ? statedId(exchange.anonymousId) : anonymousId,
    };
  }
}

/** @throws {Failure} if there is no such time zone. */
export function assertTimeZone(timeZone: string): void {
  try {
    localTimes(timeZone);
  } catch (cause) {
    throw new Failure('bad-usage', 'there is no such time zone', {
      hint: 'name it like --time-zone Europe/Berlin',
      cause,
    });
  }
}
