import { countOf, formatCount } from '../../text/count.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'json/record-too-large': { readonly bytes: number; readonly limit: number };
  }
}

export const rule: Rule<'json/record-too-large'> = {
  id: 'json/record-too-large',
  level: 'error',
  summary: 'the record is longer than --max-record-size',
};

export const message: MessageOf<'json/record-too-large'> = ({ bytes, limit }) => ({
  message: `the record is ${countOf(bytes, 'byte')} long; at most ${formatCount(limit)} are read`,
  hint: 'Segment takes 32 KB an event; raise --max-record-size only to look at what is in it',
});

export const explanation: Explanation = {
  meaning:
    'The record is longer than `--max-record-size` (16 MiB, unless you say otherwise). It is passed over, and reading goes on behind it.',
  why: 'Segment takes 32 KB an event, so such a record can never be delivered; reading it whole would only cost memory.',
  bad: `{
  "type": "identify", "userId": "u1",
  "traits": { "notes": "a customer of ours since the very first day" }
}`,
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "notes": "customer 4711" }
}`,
  fix: 'Keep long texts elsewhere and send a link. Often the log itself is broken: a line feed or a closing quote is missing, and many records became one.',
  silence: 'To look at what is in it, raise `--max-record-size` instead.',
  options: ['--max-record-size', '100'],
};
