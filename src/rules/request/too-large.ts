import { countOf, formatCount } from '../../text/count.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { EVENT, GOOD_BATCH } from './sample-request.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'request/too-large': { readonly bytes: number; readonly limit: number; readonly isBatch: boolean };
  }
}

export const rule: Rule<'request/too-large'> = {
  id: 'request/too-large',
  level: 'error',
  summary: 'the request is larger than Segment accepts, so its events are lost',
};

export const message: MessageOf<'request/too-large'> = ({ bytes, limit, isBatch }) => ({
  message: `the request is ${countOf(bytes, 'byte')} long; Segment accepts at most ${formatCount(limit)} and answers 400 to more`,
  hint: isBatch ? 'send smaller batches' : 'shorten the longest text of the event, or send it in a batch',
});

export const explanation: Explanation = {
  meaning:
    'The body of a request to `listen` is larger than Segment accepts: 32 KB for one call, 500 KB for a batch, uncompressed. The problem is reported for every event of the batch.',
  why: 'Segment answers 400, and all events of the request are lost.',
  bad: {
    shown: `POST /v1/batch

{ "batch": [ … events of 600,000 bytes together … ] }`,
    log: () => `POST /v1/batch\n\n{"batch":[${Array.from({ length: 2000 }, () => EVENT).join(`,${' '.repeat(200)}`)}]}`,
  },
  good: GOOD_BATCH,
  fix: 'Send smaller batches. If a single event is too long, shorten its longest text.',
};
