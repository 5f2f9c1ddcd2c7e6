// Makes logs to measure with: the same bytes for the same arguments, on every machine.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). @param {number} seed */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SENTENCES = [
  'Where is my order 4711?',
  'It left our warehouse this morning and should reach you on Friday.',
  'The blue one, please, in size "M" if you have it.',
  'Können Sie die Lieferung auf Samstag verschieben?',
  'Of course. One moment, while I look that up for you.\nDone: it comes on Saturday between 9 and 12.',
  '配送状況を教えてください。',
  'Thanks a lot 🙏 that was quick!',
  'C:\\Users\\me\\Desktop\\invoice.pdf does not open.',
  '| item | price |\n|---|---|\n| Super Widget | 19.99 |\n| Mega Widget | 29.99 |',
];

/** A message body: mostly short, now and then a page of Markdown. @param {() => number} random */
function body(random) {
  const count = random() < 0.05 ? 20 + Math.floor(random() * 40) : 1 + Math.floor(random() * 3);
  return Array.from({ length: count }, () => SENTENCES[Math.floor(random() * SENTENCES.length)]).join(' ');
}

const MISTAKES = [
  (record) => delete record.properties.conversationId,
  (record) => delete record.userId,
  (record) => {
    record.timestamp = 1715785204;
  },
  (record) => {
    record.event = record.event.toLowerCase().replace(' ', '_');
  },
  (record) => {
    record.properties.messageId = 42;
  },
];

/**
 * The records of a log: conversations of a few messages, an action, some feedback.
 * @param {{ records: number, invalid?: number, seed?: number, users?: number }} options `invalid`: the share with a mistake
 */
export function* records({ records: wanted, invalid = 0.01, seed = 1, users = 5000 }) {
  const random = randomFrom(seed);
  let made = 0;
  for (let conversation = 0; made < wanted; conversation++) {
    const conversationId = `c_${conversation.toString(36).padStart(6, '0')}`;
    const userId = `u_${Math.floor(random() * users)}`;
    let count = 0;
    let time = 1_715_785_204_000 + conversation * 1000;
    const event = (name, properties) => {
      time += 1000 + Math.floor(random() * 9000);
      return {
        type: 'track',
        event: name,
        userId,
        messageId: `evt_${conversation}_${count++}`,
        timestamp: new Date(time).toISOString(),
        properties: { conversationId, ...properties },
      };
    };
    const events = [event('Conversation Started', {})];
    const messages = 2 + 2 * Math.floor(random() * 4);
    for (let number = 0; number < messages; number++) {
      const sent = number % 2 === 0;
      events.push(
        event(sent ? 'Message Sent' : 'Message Received', {
          messageId: `m_${number}`,
          message_body: body(random),
          role: sent ? 'customer' : 'ai_agent',
        }),
      );
    }
    if (random() < 0.3) {
      events.push(
        event('Feedback Submitted', { messageId: `m_${messages - 1}`, rating: 1 + Math.floor(random() * 5) }),
      );
    }
    events.push(event('Conversation Ended', { message_count: messages }));
    for (const record of events) {
      if (made++ >= wanted) return;
      if (random() < invalid) MISTAKES[Math.floor(random() * MISTAKES.length)](record);
      yield record;
    }
  }
}

/** Writes records as NDJSON. @param {string} path @param {Parameters<typeof records>[0]} options */
export function writeLog(path, options) {
  return writeRecords(path, records(options));
}

/**
 * Writes records, by default as NDJSON.
 * @param {string} path
 * @param {Iterable<unknown>} all
 * @param {readonly [before: string, between: string, after: string]} punctuation
 */
export async function writeRecords(path, all, [before, between, after] = ['', '\n', '\n']) {
  const log = createWriteStream(path);
  let separator = before;
  for (const record of all) {
    if (!log.write(`${separator}${JSON.stringify(record)}`)) await once(log, 'drain');
    separator = between;
  }
  log.end(after);
  await once(log, 'close');
}
