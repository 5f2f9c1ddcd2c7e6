import { expect, it } from 'vitest';
import { lengthText } from '../../src/viewer/parts/format.js';
import { LENGTH_MARKS } from '../../src/viewer/parts/time-axis.js';

it.each(LENGTH_MARKS)('the marks of an axis of lengths of time that are %i ms apart have different labels', (step) => {
  const labels = Array.from({ length: 10 }, (_, index) => lengthText(index * step));
  expect(new Set(labels).size).toBe(10);
});
