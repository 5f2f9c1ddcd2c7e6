import { countOf } from '../text/count.js';
import { isApiPath } from './api-paths.js';
import type { DeliveryProblems } from './delivery-problems.js';

/** The counts of a run in which nothing went wrong. */
export const NO_DELIVERY_PROBLEMS: DeliveryProblems = {
  ...{ lostRequests: 0, brokenOff: 0, malformed: 0, withoutWriteKey: 0, notForwarded: 0 },
  ...{ unknownPaths: {}, refusedOrigins: {} },
  ...{ unreadSpans: 0, evictedTraces: 0, evictedConversations: 0 },
};

const MAX_NAMES = 5;

function listed(counts: Readonly<Record<string, number>>): string {
  const names = Object.keys(counts);
  return `${names.slice(0, MAX_NAMES).join(', ')}${names.length > MAX_NAMES ? ' and others' : ''}`;
}

function chosen(counts: Readonly<Record<string, number>>, isChosen: (name: string) => boolean): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([name]) => isChosen(name)));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}

/** What to change where a path of the API has something before it: `POST /segment/v1/batch`. */
function prefixHint(unknownPaths: Readonly<Record<string, number>>): string {
  const prefixes = Object.keys(unknownPaths).flatMap((name) => /^\S+ (\/.+)\/v1\/[a-z]+\/?$/.exec(name)?.[1] ?? []);
  return prefixes.length === 0 ? '' : `; remove ${prefixes[0]} from the address of the client`;
}

/** The delivery problems in words, one line per kind; the command line and the live page share them. */
export function deliveryProblemLines(problems: DeliveryProblems): string[] {
  const { brokenOff, malformed, withoutWriteKey, unknownPaths, refusedOrigins, notForwarded } = problems;
  const { unreadSpans, evictedTraces, evictedConversations } = problems;
  // They are counted by method and path.
  const isOtherMethod = (name: string): boolean => isApiPath(name.slice(name.indexOf(' ') + 1));
  const otherMethods = chosen(unknownPaths, isOtherMethod);
  const isUnread = (name: string): boolean => /^POST \S+ as /.test(name);
  const unread = chosen(unknownPaths, isUnread);
  const otherPaths = chosen(unknownPaths, (name) => !isOtherMethod(name) && !isUnread(name));
  const lines: readonly (readonly [count: number, text: (count: number) => string])[] = [
    [brokenOff, (count) => `${countOf(count, 'request')} broke off before the end; their events are lost`],
    [
      malformed,
      (count) => `${countOf(count, 'request')} ${count === 1 ? 'is' : 'are'} not valid HTTP; their events are lost`,
    ],
    [
      withoutWriteKey,
      (count) => `${countOf(count, 'request')} had no write key; Segment needs one to know the source of an event`,
    ],
    [
      sum(otherPaths),
      (count) =>
        `${countOf(count, 'request')} went to unknown paths, and what they held is lost: ${listed(otherPaths)}; events go to /v1/batch, /v1/track and so on${prefixHint(otherPaths)}`,
    ],
    [
      sum(unread),
      (count) =>
        `${countOf(count, 'request')} had traces that are not OTLP as JSON, and what they held is lost: ${listed(unread)}; set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json`,
    ],
    [
      sum(otherMethods),
      (count) =>
        `${countOf(count, 'request')} had another method than POST, and what they held is lost: ${listed(otherMethods)}; send events by POST`,
    ],
    [
      sum(refusedOrigins),
      (count) =>
        `${countOf(count, 'request')} from pages of other origins refused: ${listed(refusedOrigins)}; --allow-origin allows them`,
    ],
    [notForwarded, (count) => `${countOf(count, 'event')} not forwarded`],
    [
      unreadSpans,
      (count) => `${countOf(count, 'span')} not read, of traces that have too many; their messages are in no event`,
    ],
    [
      evictedTraces,
      (count) =>
        `${countOf(count, 'trace')} evicted to limit memory; spans that come late are converted without the earlier ones`,
    ],
    [
      evictedConversations,
      (count) =>
        `${countOf(count, 'conversation')} of traces evicted to limit memory; their later traces may give the same events again`,
    ],
  ];
  return lines.filter(([count]) => count > 0).map(([count, text]) => text(count));
}
