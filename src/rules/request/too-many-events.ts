import { countOf, formatCount } from '../../text/count.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';
import { EVENT, GOOD_BATCH } from './sample-request.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'request/too-many-events': { readonly events: number; readonly limit: number };
  }
}

export const rule: Rule<'request/too-many-events'> = {
  id: 'request/too-many-events',
  level: 'error',
  summary: 'the batch has more than 2,500 events; Segment drops them all',
};

export const message: MessageOf<'request/too-many-events'> = ({ events, limit }) => ({
  message: `the batch has ${countOf(events, 'event')}; Segment answers 200 to more than ${formatCount(limit)} and drops them all`,
  hint: 'send smaller batches',
});

export const explanation: Explanation = {
  meaning: 'A batch sent to `listen` has more than 2,500 events. The problem is reported for each of them.',
  why: 'Segment answers 200 and drops the whole batch.',
  bad: {
    shown: `POST /v1/batch

{ "batch": [ … 2,501 events … ] }`,
    log: () => `POST /v1/batch\n\n{"batch":[${Array.from({ length: 2501 }, () => EVENT).join(',')}]}`,
  },
  good: GOOD_BATCH,
  fix: 'Send smaller batches.',
};
