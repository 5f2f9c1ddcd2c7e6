import fc from 'fast-check';
import { mutatedRecords } from '../properties/mutated-records.js';
import { validRecords } from '../properties/records.js';
import { scaled } from '../properties/runs.js';
import { chanceFrom, corrupt, mannerOf, PLAIN, write } from './written-records.js';

/** A valid record, with a message id of its own: one that is repeated is a problem. */
function plainLine(number: number): string {
  return `{"type":"track","event":"Message Sent","userId":"u1","properties":{"conversationId":"c1","messageId":"plain-${number}","message_body":"hi"}}\n`;
}

/** Lines that hold more than one record. */
const SEVERAL: readonly ((records: readonly string[]) => string)[] = [
  (records) => records.join(''),
  (records) => records.join(' '),
  (records) => `[${records.join(', ')}]`,
  (records) => `{"sentAt": "2024-05-15T15:00:00.000Z", "batch": [${records.join(',')}]}`,
  ([first, second]) => `{"context": {"ip": "127.0.0.1"}, "batch": [${first}, ${second}], "context": {"locale": "en"}}`,
  ([first, second, third]) => `[{"batch":[${first}],"integrations":{"All":false}}, {"batch":[${second},${third}]}]`,
  ([first, second, third]) => `{"batch":[${first}]}[${second}, ]{"batch":[${third}],"batch":[${first}]}`,
];

/** Records of log collectors, with an event in them. */
const WRAPPERS: readonly ((record: string) => string)[] = [
  (record) => `{"log":${JSON.stringify(`${record}\n`)},"stream":"stdout","time":"2026-03-04T10:00:00Z"}`,
  (record) => `{"_index":"i1","_source":${record}}`,
  (record) => `{"time":1772618400,"event":${JSON.stringify(record)}}`,
  (record) => `{"type":"track","userId":"u1","data":${record}}`,
];

/** Records with ids and times that are valid, but unknown. */
const UNKNOWN_VALUES: readonly object[] = ['undefined', '[object Object]', ' null ', 'real'].flatMap((id) =>
  ['1970-01-01T00:00:00Z', '2026-03-04T10:00:00Z'].flatMap((timestamp) => [
    { type: 'track', event: 'Conversation Started', userId: id, timestamp, properties: { conversationId: 'c1' } },
    {
      ...{ type: 'track', event: 'Message Sent', userId: 'u1', timestamp },
      properties: { conversationId: id, messageId: 'm1', message_body: 'hi' },
    },
    {
      ...{ type: 'track', event: 'Feedback Submitted', userId: 'u1', timestamp },
      properties: { conversationId: 'c1', messageId: id, rating: 5 },
    },
  ]),
);

/**
 * A log of everything: valid and invalid records, several on a line, events in wrappers, own events, blank lines, carriage returns, separators, broken bytes.
 * `lines`: how many lines are odd, 1,500 in `.ci/run` by default; `rare`: one line in how many is, the others are plain.
 */
export function oddLog(seed: number, { lines = Math.min(1500, scaled(6000)), rare = 1 } = {}): Buffer {
  const chance = chanceFrom(seed);
  const values = [
    ...fc.sample(validRecords, { numRuns: lines / 10, seed }).map(({ value }) => value),
    ...fc.sample(mutatedRecords, { numRuns: lines / 10, seed }),
    ...UNKNOWN_VALUES,
    ...Array.from({ length: 40 }, (_, index) => ({
      type: 'track',
      event: `Own Event ${index}`,
      userId: 'u1',
      properties: { conversationId: 'c1', text: 'é😀'.repeat(index) },
    })),
  ];
  return Buffer.concat(
    Array.from({ length: lines }, (_, line) => {
      const record = (): string =>
        write(chance.pick(values), chance.once(3) ? mannerOf(chance) : PLAIN, chance).replaceAll('\n', ' ');
      const single = (): string => (chance.once(40) ? chance.pick(WRAPPERS)(record()) : record());
      const text = chance.once(15) ? chance.pick(SEVERAL)([record(), record(), record()]) : single();
      const bytes = chance.once(20) ? corrupt(text, chance) : Buffer.from(text);
      const before = chance.pick(['', '', '', '', '\n', ' \t\n', '\r\n', '\u001e']);
      const after = chance.pick(['\n', '\n', '\n', '\r\n']);
      const long = chance.once(400) ? Buffer.from(' '.repeat(40_000)) : Buffer.alloc(0);
      const plain = Buffer.from(
        Array.from({ length: rare - 1 }, (_, index) => plainLine(line * rare + index)).join(''),
      );
      return Buffer.concat([plain, Buffer.from(before), bytes, long, Buffer.from(after)]);
    }),
  );
}
