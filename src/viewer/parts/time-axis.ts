import { dayOf, timeOf } from './format.js';

const DAY = 86_400;

/** How many seconds may lie between two marks of the time. */
export const MARKS: number[] = [
  ...[1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 43_200],
  ...[1, 2, 7, 30, 90, 365].map((days) => days * DAY),
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
