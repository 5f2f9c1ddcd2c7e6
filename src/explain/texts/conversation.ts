import type { Explanations } from '../explanation.js';

/** A record on lines that fit a terminal. */
function event(name: string, properties: string, top = '"userId": "u1"'): string {
  const inside = properties === '' ? '' : `,\n    ${properties}`;
  return `{ "type": "track", "event": "${name}",
  ${top},
  "properties": { "conversationId": "c1"${inside} } }`;
}

const START = event('Conversation Started', '');
const END = event('Conversation Ended', '');
const HELLO = event('Message Sent', '"messageId": "m1", "message_body": "Hi"');
const ANSWER = event('Message Received', '"messageId": "m2", "message_body": "Hello"');
const RATED = event('Feedback Submitted', '"messageId": "m2", "rating": 5');

function log(...records: readonly string[]): string {
  return `[\n${records.join(',\n')}\n]`;
}

/** Why the rules that look at a whole conversation speak up. */
export const CONVERSATION_TEXTS: Explanations<'conversation'> = {
  'conversation/missing-start': {
    meaning:
      'The first record of a conversation is not its Conversation Started. It is told once a conversation, at that record. Several files are one log, in the order in which they are given.',
    why: 'Counts of conversations, their length and how many of them end well all hang on the start. A conversation without one is in none of these numbers.',
    bad: log(HELLO, ANSWER),
    good: log(START, HELLO, ANSWER),
    fix: 'Send Conversation Started before the first message, from where the conversation is made. If the log begins in the middle of things, give the files before it, too.',
    silence: 'For a log that is a cut from the middle of a longer one.',
  },
  'conversation/duplicate-start': {
    meaning: 'A conversation is started while it is open: no Conversation Ended has come since it was last started.',
    why: 'It counts twice. Mostly a page that is loaded again, or a retry, sends the event once more.',
    bad: log(START, START, HELLO),
    good: log(START, HELLO),
    fix: 'Send the event where the conversation gets its id, and nowhere else; a retry has to keep the messageId at the top level, so that Segment drops the repeat.',
  },
  'conversation/never-ended': {
    meaning:
      'The log has ended, and a conversation that it started has not. Off by default, as people leave without a word.',
    why: 'The length of such a conversation is not known, and nobody sees how many were left.',
    bad: log(START, HELLO),
    good: log(START, HELLO, END),
    fix: 'Send Conversation Ended when the customer closes the chat, and after a while without a message.',
    silence: 'For logs that are cut off while conversations go on.',
  },
  'conversation/after-end': {
    meaning:
      'A message, an action, media or a component comes after Conversation Ended. Feedback, identify and ordinary track calls are normal then, and so is Conversation Started, which takes the conversation up again.',
    why: 'The end came too early, or the message went to the wrong conversation: its length and its message_count are wrong.',
    bad: log(START, HELLO, END, ANSWER),
    good: log(START, HELLO, ANSWER, END),
    fix: 'Send the end after everything else, or Conversation Started again when the customer comes back.',
  },
  'conversation/duplicate-message-id': {
    meaning:
      'Two messages of a conversation have one messageId in their properties. Actions, media and components may share the id of their message.',
    why: 'Feedback and actions name their message by this id; nobody can tell any more which of the two they mean.',
    bad: log(START, HELLO, event('Message Received', '"messageId": "m1", "message_body": "Hello"')),
    good: log(START, HELLO, ANSWER),
    fix: 'Make a new id for each message, the answers included.',
  },
  'conversation/unknown-message': {
    meaning: 'Feedback Submitted rates a message that no earlier event of the conversation carried.',
    why: 'The rating cannot be tied to what was rated. Often it carries an id of another system, or that of the call.',
    bad: log(START, HELLO, RATED),
    good: log(START, HELLO, ANSWER, RATED),
    fix: 'Send the messageId that Message Sent or Message Received had in its properties.',
    silence: 'For a log that is a cut from the middle of a longer one.',
  },
  'conversation/wrong-message-count': {
    meaning:
      'Conversation Ended says another message_count than there were Message Sent and Message Received. It is only held against a conversation whose start was seen.',
    why: 'Either messages are missing from the log, or the count counts something else. Reports on the length of conversations are wrong either way.',
    bad: log(START, HELLO, ANSWER, event('Conversation Ended', '"message_count": 7')),
    good: log(START, HELLO, ANSWER, event('Conversation Ended', '"message_count": 2')),
    fix: 'Count the messages of both sides, and nothing else; or find out which of them were not tracked.',
  },
  'conversation/mixed-users': {
    meaning:
      'Conversation Started, Message Sent, Feedback Submitted or an ordinary track call has another userId than the conversation had first. It is told once for each further user; null and an absent userId never count.',
    why: 'Two customers in one conversation: ids that are not unique, or a mix-up of sessions. Words of one of them then stand in the profile of the other.',
    bad: log(START, HELLO, event('Message Sent', '"messageId": "m3", "message_body": "Me too"', '"userId": "u2"')),
    good: log(START, HELLO, event('Message Sent', '"messageId": "m3", "message_body": "Me too"')),
    fix: 'Make conversation ids that nobody else can have, and take userId from the session of who speaks.',
    silence: 'For chats of several customers.',
  },
  'conversation/out-of-order': {
    meaning:
      'A timestamp is earlier than the latest of its conversation so far. Off by default, as many logs are written in the order of arrival.',
    why: 'What reads the events in the order of the log tells another story than what sorts them by time.',
    bad: log(
      event('Conversation Started', '', '"userId": "u1", "timestamp": "2026-05-15T15:00:04Z"'),
      event('Conversation Ended', '', '"userId": "u1", "timestamp": "2026-05-15T15:00:01Z"'),
    ),
    good: log(
      event('Conversation Started', '', '"userId": "u1", "timestamp": "2026-05-15T15:00:01Z"'),
      event('Conversation Ended', '', '"userId": "u1", "timestamp": "2026-05-15T15:00:04Z"'),
    ),
    fix: 'Take the timestamp where the thing happens, from one clock, and sort exports by it.',
  },
};
