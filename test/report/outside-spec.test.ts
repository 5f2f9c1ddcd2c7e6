import { describe, expect, it } from 'vitest';
import { outsideSpecText } from '../../src/report/outside-spec.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { summaryOf } from '../support/problems.js';

const EVENTS = builtInRegistry().events;
const line = (byEvent: Record<string, number>): string => outsideSpecText({ ...summaryOf([]), byEvent }, EVENTS);

describe('line of events outside the spec', () => {
  it('the line of events outside the spec is empty for spec events under any name and for other calls', () => {
    expect(line({ 'Message Sent': 3, message_sent: 1, 'Tool Invoked': 1, '(identify)': 4, '(unknown call)': 1 })).toBe(
      '',
    );
  });

  it('the line of events outside the spec names the events with their counts, in the order of the summary', () => {
    expect(line({ 'Order Refunded': 1200, 'Message Sent': 3, 'Page Viewed': 2 })).toBe(
      'Not in the spec: Order Refunded (1,200), Page Viewed (2)',
    );
  });

  it('the line of events outside the spec names ten events and counts the rest', () => {
    const names = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`Event ${index}`, 1]));
    expect(line(names)).toMatch(/^Not in the spec: Event 0 \(1\), .*Event 9 \(1\), 3 more$/);
  });

  it('the line of events outside the spec says "more than" when the counts by name are full', () => {
    expect(line({ 'Order Refunded': 2, '(other)': 5 })).toBe('Not in the spec: Order Refunded (2), more than 990 more');
  });
});
