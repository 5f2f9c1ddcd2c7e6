import { dayOf, timeOf } from './format.js';

const DAY = 86_400;

/** How many seconds may lie between two marks of the time. */
export const MARKS: number[] = [
  ...[1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 43_200],
  ...[1, 2, 7, 30, 90, 365].map((days) => days * DAY),
];

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** How many milliseconds may lie between two marks of lengths of time. */
export const LENGTH_MARKS: number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 168, 720, 2160].map((count) => count * HOUR),
];

/** The labels of marks in seconds since 1970, `step` apart: the time, with the day below it where a day begins or is the first shown. */
export function markLabels(marks: readonly number[], step: number): string[] {
  if (step >= DAY) return marks.map((mark) => dayOf(mark * 1000));
  let day = '';
  return marks.map((mark) => {
    const at = mark * 1000;
    const isNew = dayOf(at) !== day;
    day = dayOf(at);
    return isNew ? `${timeOf(at)}\n${day}` : timeOf(at);
  });
}
