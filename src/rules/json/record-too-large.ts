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
  hint: 'Segment accepts 32 KB per event; raise --max-record-size only to see what is in the record',
});

export const explanation: Explanation = {
  meaning:
    'The record is longer than `--max-record-size` (default: 16 MiB). It is skipped, and reading continues with the next record.',
  why: 'Segment accepts at most 32 KB per event, so the record can never be delivered; reading it would only cost memory.',
  bad: `{
  "type": "identify", "userId": "u1",
  "traits": { "notes": "a customer of ours since the very first day" }
}`,
  good: `{
  "type": "identify", "userId": "u1",
  "traits": { "notes": "customer 4711" }
}`,
  fix: 'Store long texts elsewhere and send a link. Often the log itself is broken: a line feed or a closing quote is missing, and several records became one.',
  silence: 'To see the problems in the record itself, raise `--max-record-size` instead.',
  options: ['--max-record-size', '100'],
};
