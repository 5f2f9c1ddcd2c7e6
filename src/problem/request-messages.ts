import { countOf, formatCount } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { FindingDetails } from './finding.js';
import type { Message } from './messages.js';

type RequestRule = Extract<keyof FindingDetails, `request/${string}`>;

/** The words for what is wrong with the request that an event came in; only a collector sees those. */
export const REQUEST_MESSAGES: { [Rule in RequestRule]: (details: FindingDetails[Rule]) => Message } = {
  'request/too-large': ({ bytes, limit, isBatch }) => ({
    message: `the request is ${countOf(bytes, 'byte')} long; Segment takes ${formatCount(limit)} and answers 400 to more`,
    hint: isBatch ? 'let the client send smaller batches' : 'shorten the event’s longest text, or send it in a batch',
  }),
  'request/too-many-events': ({ events, limit }) => ({
    message: `the batch has ${countOf(events, 'event')}; Segment answers 200 to more than ${formatCount(limit)} and drops them all`,
    hint: 'let the client send smaller batches',
  }),
  'request/not-a-batch': () => ({
    message: 'batch is missing from the request, or is no array; Segment finds no event in it',
    hint: 'send {"batch": [ … ]}, or send one event to /v1/track, /v1/identify and so on',
  }),
  'request/bad-encoding': ({ encoding, isKnown }) => ({
    message: isKnown
      ? `the request’s body is not ${safeName(encoding)}, though its Content-Encoding says so`
      : `the request’s body is packed as “${safeName(encoding)}”; only gzip is read`,
    hint: isKnown ? 'pack the whole body once, and send all of it' : 'pack it with gzip, or not at all',
  }),
  'request/type-mismatch': ({ path, call, found }) => ({
    message: `type is "${safeName(found)}", but ${path} takes it for ${call === 'identify' || call === 'alias' ? 'an' : 'a'} ${call} call`,
    hint: `send it to /v1/${safeName(found)}, or write "type": "${call}"`,
  }),
};
