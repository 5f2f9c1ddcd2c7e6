import { countOf } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { FindingDetails, NamedRule, OtherRecord } from './finding.js';
import type { Message } from './messages.js';

/** `at line 12`; `at line 12 of may.ndjson` if that is another file; `in record 3` if it is the same line. */
function where({ differsIn, file, line, record }: OtherRecord): string {
  if (differsIn === 'record') return `in record ${record}`;
  return differsIn === 'line' ? `at line ${line}` : `at line ${line} of ${safeName(file)}`;
}

function firstSeen(at: OtherRecord | undefined): Pick<Message, 'related'> {
  return at === undefined ? {} : { related: { message: 'the conversation was first seen here', at } };
}

/** The wording of each rule across records. */
type ConversationMessages = {
  readonly [Rule in Extract<NamedRule, `conversation/${string}`>]: (
    details: FindingDetails[Rule],
    path: string,
  ) => Message;
};

export const conversationMessages: ConversationMessages = {
  'conversation/missing-start': ({ event }) => ({
    message: `the conversation begins with ${event ?? 'an event of your own'}, without Conversation Started`,
    hint: 'send Conversation Started first; if the log begins in the middle of conversations, set this rule to off',
  }),
  'conversation/duplicate-start': ({ start }) => ({
    message: `the conversation has started already, first seen ${where(start)}`,
    hint: 'send it once, when the conversation opens; for one that is taken up again, send Conversation Ended before',
    related: { message: 'the conversation started here', at: start },
  }),
  'conversation/never-ended': ({ first }) => ({
    message:
      first === undefined
        ? 'no Conversation Ended follows; this is the only record of the conversation'
        : `no Conversation Ended follows; the conversation was first seen ${where(first)}`,
    hint: 'send it when a conversation is closed or given up; one that still goes on when the log ends looks the same',
    ...firstSeen(first),
  }),
  'conversation/after-end': ({ event, end }) => ({
    message: `${event} comes after the end of the conversation ${where(end)}`,
    hint: 'send Conversation Ended last; if the conversation is taken up again, send Conversation Started again',
    related: { message: 'the conversation ended here', at: end },
  }),
  'conversation/duplicate-message-id': ({ message }, path) => ({
    message: `${path} is that of another message of the conversation, first seen ${where(message)}`,
    hint: 'give each message an id of its own; if it is the same message, log it once',
    related: { message: 'the messageId was first seen here', at: message },
  }),
  'conversation/unknown-message': ({ first }, path) => ({
    message:
      first === undefined
        ? `${path} names a message, but the conversation has had none`
        : `${path} names no message of the conversation, which was first seen ${where(first)}`,
    hint: 'repeat the properties.messageId of the message that is rated; leave it out if the whole conversation is',
    ...firstSeen(first),
  }),
  'conversation/wrong-message-count': ({ messages, start }, path) => ({
    message: `${path} does not fit: ${countOf(messages, 'message')} ${messages === 1 ? 'was' : 'were'} seen since the start ${where(start)}`,
    hint: 'count the Message Sent and Message Received events, and nothing else',
    related: { message: 'the conversation started here', at: start },
  }),
  'conversation/out-of-order': ({ latest }) => ({
    message: `timestamp is earlier than the conversation’s latest so far, seen ${where(latest)}`,
    hint: 'write the records of a conversation in the order in which they happened',
    related: { message: 'the latest timestamp until then is here', at: latest },
  }),
  'conversation/mixed-users': ({ first }) => ({
    message: `userId differs from the conversation’s first one, seen ${where(first)}`,
    hint: 'give each user’s conversation an id of its own; what an agent does there still carries the customer’s userId',
    related: { message: 'the first userId is here', at: first },
  }),
};
