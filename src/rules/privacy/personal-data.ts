import { findPersonalData } from '../../privacy/find-personal-data.js';
import { mapFreeTexts } from '../../privacy/free-texts.js';
import type { Finding, PersonalKind } from '../../problem/finding.js';
import { formatCount } from '../../text/count.js';
import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'privacy/personal-data': { readonly kind: PersonalKind; readonly count: number };
  }
}

export const rule: Rule<'privacy/personal-data'> = {
  id: 'privacy/personal-data',
  level: 'off',
  summary: 'free text contains an e-mail address, a phone number, a card number or a key',
};

const KIND_NAMES: Readonly<Record<PersonalKind, readonly [one: string, several: string]>> = {
  email: ['an e-mail address', 'e-mail addresses'],
  phone: ['a phone number', 'phone numbers'],
  card: ['a payment card number', 'payment card numbers'],
  iban: ['a bank account number', 'bank account numbers'],
  key: ['an API key or another secret', 'API keys or other secrets'],
};

export const message: MessageOf<'privacy/personal-data'> = ({ kind, count }, path) => ({
  message: `${path} contains ${count === 1 ? KIND_NAMES[kind][0] : `${formatCount(count)} ${KIND_NAMES[kind][1]}`}`,
  hint:
    kind === 'key'
      ? 'revoke the key, since it has been logged; fix --redact key masks it here'
      : `leave it out before it is logged, or mask it: fix --redact ${kind}`,
});

/** At most this many findings a record: a record may hold thousands of fields. */
const FINDING_LIMIT = 100;

/** Personal data in free text: one finding for each kind and field. */
export const check: RecordCheck = ({ value }) => {
  const findings: Finding[] = [];
  mapFreeTexts(value, (text, pointer) => {
    const counts = new Map<PersonalKind, number>();
    if (findings.length < FINDING_LIMIT)
      for (const { kind } of findPersonalData(text)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    for (const [kind, count] of counts)
      findings.push({ rule: 'privacy/personal-data', pointer, details: { kind, count } });
    return text;
  });
  return findings;
};

export const explanation: Explanation = {
  meaning:
    'A string in `properties`, `traits` or `context` contains an e-mail address, a phone number with its country code, a payment card number, an IBAN or an API key. Each kind is reported once per field, without the value. Ids such as `userId` are not checked.',
  why: 'What people type into a chat is stored by every destination of the source, where others can read it. A key that was logged is no longer secret.',
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
  fix: 'Leave it out before it is logged. `copilot-events fix --redact all` masks it in a log, `send --redact all` in what is sent. Names and postal addresses are not found: a log without this problem is not anonymous.',
  silence:
    'If your logs or their destinations must not contain such data. Intended data such as `traits.email` is reported, too.',
};
