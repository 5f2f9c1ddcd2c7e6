import { describe, expect, it } from 'vitest';
import { outsideSpecText } from '../../src/report/outside-spec.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { summaryOf } from '../support/problems.js';

const EVENTS = builtInRegistry().events;
const line = (byEvent: Record<string, number>): string => outsideSpecText({ ...summaryOf([]), byEvent }, EVENTS);

describe('line of events outside the spec', () => {
  it('is empty for events of the spec under any of their names, misspelled ones and other calls', () => {
    expect(line({ 'Message Sent': 3, message_sent: 1, 'Tool Invoked': 1, '(identify)': 4, '(unknown call)': 1 })).toBe(
      '',
    );
  });

  it('names other events with their counts, in the order of the summary', () => {
    expect(line({ 'Order Refunded': 1200, 'Message Sent': 3, 'Page Viewed': 2 })).toBe(
      'Not in the spec: Order Refunded (1,200), Page Viewed (2)',
    );
  });

  it('names ten events and counts the rest', () => {
    const names = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`Event ${index}`, 1]));
    expect(line(names)).toMatch(/^Not in the spec: Event 0 \(1\), .*Event 9 \(1\), 3 more$/);
  });

  it('says that there are more than it counts when the counts by name are full', () => {
    expect(line({ 'Order Refunded': 2, '(other)': 5 })).toBe('Not in the spec: Order Refunded (2), more than 990 more');
  });
});
