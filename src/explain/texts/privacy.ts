import type { Explanations } from '../explanation.js';

/** Why the rules about people's data speak up. */
export const PRIVACY_TEXTS: Explanations<'privacy'> = {
  'privacy/personal-data': {
    meaning:
      'A string in `properties`, `traits` or `context` holds an e-mail address, a phone number with the country’s code, a payment card number, an IBAN or an API key. There is one problem for each kind and field, and none of them shows the value. Ids such as `userId` are not looked at.',
    why: 'What people type into a chat goes on to every destination of the source, to be kept there and to be found by those who never were meant to read it. A key that is logged is a key that is lost.',
    bad: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "message_body": "Write to jane@example.com"
  }
}`,
    good: `{
  "type": "track", "event": "Message Sent", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "message_body": "Write to [email]"
  }
}`,
    fix: 'Leave it out before it is logged. `copilot-events fix --redact all` masks what is in a log, `send --redact all` what goes out. No rule finds names and addresses: a log without this problem is not anonymous.',
    silence:
      'Where logs or their destinations must not hold such data. What is meant to be there, such as `traits.email`, is reported, too.',
  },
};
