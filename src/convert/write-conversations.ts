import { hashId } from '../record/id-hash.js';
import type { JsonObject } from '../record/record.js';
import { partsOf } from './account.js';
import type { BuiltConversation } from './build-conversation.js';
import { buildConversation } from './build-conversation.js';
import type { Collector } from './collect.js';
import type { StoredConversation } from './exchange-store.js';
import { ID_WORDS } from './exchange-store.js';
import type { Gaps } from './gaps.js';
import type { Entry } from './model.js';
import type { ConvertOptions } from './options.js';
import { CONVERSATION } from './options.js';
import type { Reason } from './reasons.js';
import type { ConvertRun } from './run-convert.js';
import { wordIn } from './values.js';
import { wellFormedJson } from './well-formed-json.js';
import { isWritten, writeEvents } from './write-events.js';

/** Events that stand for nothing in the transcript. */
const ADDED: ReadonlySet<string> = new Set(['Conversation Started', 'Conversation Ended']);

/** Start of the conversation (two words), then the hash of its id. */
const ORDER_WORDS = 2 + ID_WORDS;

/** What is counted if a conversation is written. */
interface Counts {
  events: Record<string, number>;
  /** Parts that became events. */
  parts: number;
  truncated: number;
  derived: number;
}

/** All conversations as events, not yet written. */
export interface WrittenConversations {
  /** What is missing in them. */
  readonly gaps: Gaps;
  /** Their texts, the one that began first first. */
  texts(): Iterable<string>;
}

/** The conversation with the user that was given for those that name none. */
function gapless(
  conversation: BuiltConversation,
  { userId: given, anonymousId }: ConvertOptions,
  id: string,
): BuiltConversation {
  const userId = conversation.userId ?? given;
  if (userId !== undefined || conversation.anonymousId !== undefined || anonymousId !== CONVERSATION)
    return { ...conversation, userId };
  return { ...conversation, anonymousId: id };
}

function withoutTimes(conversation: BuiltConversation): BuiltConversation {
  const entries = conversation.entries.map(({ entry }) => ({
    entry: { ...entry, actions: (entry.actions ?? []).map((action) => ({ ...action, time: undefined })) },
    time: undefined,
    isDerived: false,
  }));
  // Without a time, an end can be stated all the same.
  return { ...conversation, entries };
}

/** Builds all conversations, and makes their events, which are checked. */
class Writing {
  readonly #run: ConvertRun;
  readonly #sorter;
  readonly #words = new Int32Array(ID_WORDS);
  readonly gaps: Gaps;
  #number = 0;

  constructor({ withoutId, unnamedUsers, unnamedTimes, withoutZone }: Collector, run: ConvertRun) {
    this.#run = run;
    this.#sorter = run.createSorter(ORDER_WORDS);
    const asksForTimes = !run.options.noTimestamps && run.options.write.start === undefined;
    this.gaps = { users: unnamedUsers, ids: withoutId, times: asksForTimes ? unnamedTimes : 0, zones: withoutZone };
  }

  add({ id, format, exchanges }: StoredConversation): void {
    const { account, options } = this.#run;
    const leaveOut = (reason: Reason, entry: Entry): void => {
      if (entry.leftOut !== true) account.leaveOutKnown(reason, partsOf(entry));
    };
    const conversation = gapless(buildConversation(exchanges, leaveOut), options, id);
    const written = conversation.entries.filter(({ entry }) => isWritten(entry));
    if (written.length === 0) return;
    const hasTime = written.some(({ time }) => time !== undefined);
    if (conversation.userId === undefined && conversation.anonymousId === undefined) this.gaps.users++;
    if (!hasTime && !options.noTimestamps && options.write.start === undefined) this.gaps.times++;
    if (Object.values(this.gaps).some((count) => count > 0)) return;
    this.#write(id, format, options.noTimestamps ? withoutTimes(conversation) : conversation, exchanges[0]?.order ?? 0);
  }

  #write(id: string, format: string, conversation: BuiltConversation, order: number): void {
    const { account, options } = this.#run;
    const counts: Counts = { events: {}, parts: 0, truncated: 0, derived: 0 };
    let text = '';
    const { noTimestamps } = options;
    const write = { ...options.write, format, start: noTimestamps ? undefined : options.write.start };
    writeEvents(id, conversation, write, onEvent.bind(this), (reason) => account.leaveOutKnown(reason, 1));
    function onEvent(this: Writing, event: JsonObject, isTruncated: boolean): void {
      const line = wellFormedJson(event);
      const name = wordIn(event['event']);
      if (!this.#isValid(line, name)) {
        if (!ADDED.has(name)) account.leaveOutKnown('invalid event', 1);
        return;
      }
      text += `${line}\n`;
      counts.events[name] = (counts.events[name] ?? 0) + 1;
      if (!ADDED.has(name)) counts.parts++;
      if (isTruncated) counts.truncated++;
    }
    const entries = conversation.entries.filter(({ entry }) => isWritten(entry));
    // Times that the user gave are nobody else’s.
    if (!noTimestamps && entries.some(({ isDerived }) => !isDerived))
      counts.derived = entries.filter(({ isDerived }) => isDerived).length;
    this.#sorter.add(this.#orderOf(id, entries[0]?.time, order), Buffer.from(`${JSON.stringify(counts)}\n${text}`));
  }

  /** The words by which conversations are ordered: their first time, or the place of those without one. */
  #orderOf(id: string, time: string | undefined, order: number): Uint32Array {
    const start = time === undefined ? order : Math.max(0, Date.parse(time));
    hashId(id, this.#words);
    return Uint32Array.of(Math.floor(start / 2 ** 32), start >>> 0, ...new Uint32Array(this.#words.buffer));
  }

  #isValid(line: string, name: string): boolean {
    this.#number++;
    // What JSON.stringify wrote has nothing odd but numbers.
    const isPlain = name !== 'Feedback Submitted' && !this.#run.options.write.details && !line.includes('\\u');
    const raw = {
      file: 'convert',
      number: this.#number,
      line: this.#number,
      column: 1,
      bytes: Buffer.from(line),
      isPlain,
    };
    const checked = this.#run.check(raw);
    if (checked.problems.length > 0) this.#run.onProblem(checked);
    return checked.valid;
  }

  *texts(): Generator<string> {
    const { account, options } = this.#run;
    for (const { payload } of this.#sorter.sorted()) {
      const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
      const end = text.indexOf('\n');
      const { events, parts, truncated, derived } = JSON.parse(text.slice(0, end)) as Counts;
      if (account.conversations >= options.limit) {
        account.leaveOutKnown('beyond --limit', parts);
        continue;
      }
      account.conversations++;
      account.truncated += truncated;
      account.derivedTimes += derived;
      for (const [name, count] of Object.entries(events)) account.addEvents(name, count, ADDED.has(name));
      yield text.slice(end + 1);
    }
  }
}

/** Makes the events of all conversations; those are counted when their texts are taken. */
export function writeConversations(collector: Collector, run: ConvertRun): WrittenConversations {
  const writing = new Writing(collector, run);
  for (const conversation of collector.store.conversations()) {
    if (run.stopped()) break;
    writing.add(conversation);
  }
  return writing;
}
