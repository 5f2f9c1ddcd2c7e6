import { Failure } from '../failure.js';
import { isObject } from '../record/record.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import { foreignFormat } from './foreign-formats.js';
import type { TranscriptRecord } from './model.js';
import { recordsOf } from './read-transcript.js';
import type { Reader } from './reader.js';
import { isTracksRow } from './readers/warehouse.js';
import { READERS } from './readers.js';
import { wordIn } from './values.js';

/** How many keys of a record that no reader knows are named. */
const MAX_KEYS = 8;

/** Whether a record is a Segment call already. */
function isSegmentCall(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, event, properties, traits } = value;
  if (type === 'track') return typeof event === 'string';
  return (
    ['identify', 'page', 'screen', 'group', 'alias'].includes(wordIn(type)) &&
    (isObject(properties) || isObject(traits))
  );
}

/** The reader of a name. @throws {Failure} if there is none. */
export function readerNamed(name: string): Reader {
  const reader = READERS.find((one) => one.name === name);
  if (reader !== undefined) return reader;
  throw new Failure('bad-usage', `there is no format ${safeName(name)}`, {
    hint: `use auto or one of ${READERS.map((one) => one.name).join(', ')}`,
  });
}

/** All readers that know a record, with what shows that it is of their format. Never throws. */
export function recognisedBy(value: unknown): { readonly reader: Reader; readonly because: string }[] {
  const found = READERS.flatMap((reader) => {
    const because = reader.recognise(value);
    return because === undefined ? [] : [{ reader, because }];
  });
  const holders = found.filter(({ reader }) => reader.holdsCalls);
  return holders.length > 0 ? holders : found;
}

/**
 * The reader for a file, by a record of it; undefined if none knows the record.
 * @throws {Failure} if several know it, or it is a log of events already.
 */
export function recognise({
  value,
  file,
}: TranscriptRecord): { readonly reader: Reader; readonly because: string } | undefined {
  const name = safeName(file);
  if (isSegmentCall(value)) {
    throw new Failure('bad-usage', `${name} has Segment calls already, so there is nothing to convert`, {
      hint: 'check it with copilot-events validate, or repair it with copilot-events fix',
    });
  }
  if (isTracksRow(value)) {
    throw new Failure('unreadable-input', `${name} is the table tracks, which lacks the properties of events`, {
      hint: 'convert the tables of the events, such as message_sent and message_received',
    });
  }
  const found = recognisedBy(value);
  if (found.length < 2) return found[0];
  const names = found.map(({ reader, because }) => `${reader.title} (by its ${because})`);
  throw new Failure('unreadable-input', `the format of ${name} may be ${names.join(' or ')}`, {
    hint: `name it: ${found.map(({ reader }) => `--from ${reader.name}`).join(' or ')}`,
  });
}

/** Tables that look like transcripts and are none: columns that show them, what they are, and what to convert instead. */
const NO_TRANSCRIPTS = [
  {
    columns: ['ChatTranscript', 'SessionOutcome'],
    what: 'the table of sessions of Copilot Studio, in which messages are cut and joined',
    hint: 'export the conversation transcripts of the bot from Dataverse, and convert these',
  },
  {
    columns: ['received_at', 'anonymous_id', 'sent_at'],
    what: 'a table of a Segment warehouse that has no events of conversations',
    hint: 'convert the tables of the events, such as message_sent and message_received',
  },
] as const;

/** The failure for a file whose first record this is, if no reader knows it. */
export function unknownFormat({ value, file }: TranscriptRecord): Failure {
  const table = NO_TRANSCRIPTS.find(({ columns }) => isObject(value) && columns.every((column) => column in value));
  if (table !== undefined)
    return new Failure('unreadable-input', `${safeName(file)} is ${table.what}`, { hint: table.hint });
  const keys = isObject(value) ? Object.keys(value) : undefined;
  const shown = keys?.slice(0, MAX_KEYS).map((key) => safeName(key, 40));
  const what =
    keys === undefined
      ? valueKind(value)
      : keys.length === 0
        ? 'an empty object'
        : `an object with the keys ${shown?.join(', ')}`;
  const foreign = foreignFormat(value);
  if (foreign !== undefined) {
    return new Failure('unreadable-input', `${safeName(file)} looks like ${foreign}, which convert does not read`, {
      hint: 'make a table of it with a row for each message, and convert that: --from rows',
    });
  }
  return new Failure('unreadable-input', `cannot tell the format of ${safeName(file)}: its first record is ${what}`, {
    hint: `name it with --from, as one of ${READERS.map((reader) => reader.name).join(', ')}; of a table of your own, name the columns, too (--from rows --map role=… --map text=…)`,
  });
}

/** The names of the formats that a value of a log may be of: a record, or what holds several. */
export function formatsOf(value: unknown): string[] {
  const [first] = recordsOf(value);
  return first === undefined ? [] : recognisedBy(first).map(({ reader }) => reader.title);
}
