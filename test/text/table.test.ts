import { describe, expect, it } from 'vitest';
import { tableLines } from '../../src/text/table.js';
import { wrap } from '../../src/text/wrap.js';

const ROWS = [
  ['event', 'schema', 'fields'],
  ['Message Sent', 'spec', 'conversationId messageId message_body [role]'],
  ['Conversation Started', 'spec', 'conversationId'],
];

describe('table', () => {
  it('has one line per row where the width is not limited', () => {
    expect(tableLines(ROWS, undefined)).toEqual([
      'event                 schema  fields',
      'Message Sent          spec    conversationId messageId message_body [role]',
      'Conversation Started  spec    conversationId',
    ]);
  });

  it('wraps the last column beside the others on a terminal that is wide enough', () => {
    expect(tableLines(ROWS, 60)).toEqual([
      'event                 schema  fields',
      'Message Sent          spec    conversationId messageId',
      '                              message_body [role]',
      'Conversation Started  spec    conversationId',
    ]);
  });

  it('puts the last column below its row on a narrow terminal', () => {
    expect(tableLines(ROWS, 40)).toEqual([
      'event                 schema',
      '    fields',
      'Message Sent          spec',
      '    conversationId messageId',
      '    message_body [role]',
      'Conversation Started  spec',
      '    conversationId',
    ]);
  });

  it.each([30, 45, 60, 80])('never breaks a word and stays within %i columns', (columns) => {
    const lines = tableLines(ROWS, columns);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines.join(' ').split(/\s+/).sort()).toEqual(ROWS.flat().join(' ').split(' ').sort());
  });
});

describe('wrap', () => {
  it('gives codes for colour no room', () => {
    expect(wrap('\u001b[31mred\u001b[39m and \u001b[1mbold\u001b[22m', 12)).toEqual([
      '\u001b[31mred\u001b[39m and \u001b[1mbold\u001b[22m',
    ]);
  });
});
