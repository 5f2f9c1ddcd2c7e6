import { describe, expect, it } from 'vitest';
import { wrap, wrapLine } from '../../src/text/wrap.js';

describe('wrap', () => {
  it.each([
    ['a program with options', "write one on each line: jq -c '.[] | .event' <file>", "jq -c '.[] | .event' <file>"],
    [
      'a pipe',
      "keep these lines: grep '^{' app.log | copilot-events validate -; more",
      "grep '^{' app.log | copilot-events validate -;",
    ],
    [
      'an option with its value',
      "make it a warning: --rule 'conversation/*=warning' --rule a/b=off",
      "--rule 'conversation/*=warning' --rule a/b=off",
    ],
    [
      'a command of ours',
      "it is an event: copilot-events events 'Message Sent' shows its fields",
      "copilot-events events 'Message Sent'",
    ],
    ['an option with another value', 'convert it first: iconv -f UTF-16LE -t UTF-8', 'iconv -f UTF-16LE -t UTF-8'],
    [
      'a command in a color',
      '\u001b[2mcopilot-events explain call/missing-identity says more\u001b[22m',
      '\u001b[2mcopilot-events explain call/missing-identity',
    ],
  ])('wrap never breaks a command: %s', (_, text, command) => {
    const lines = wrap(text, 20);
    expect(lines).toContain(command);
    expect(lines.join(' ')).toBe(text);
  });

  it('wrap breaks prose at every space, and keeps double spaces within a line', () => {
    expect(wrap('copilot-events: the events of this log', 14)).toEqual([
      'copilot-events:',
      'the events of',
      'this log',
    ]);
    expect(wrap('one  two three', 9)).toEqual(['one  two', 'three']);
    expect(wrap('', 9)).toEqual(['']);
  });

  it('wrap gives the same line to a text that fits and to the beginning of a longer one', () => {
    for (const text of ['one', 'one  two ', ' one', '  one  two', '\u001b[2mone -x\u001b[22m two']) {
      const [first] = wrap(`${text} ${'x'.repeat(99)}`, 40);
      expect(wrap(text, 40)).toEqual([first]);
    }
  });
});

describe('wrapLine', () => {
  it('wrapLine indents what goes on below an indented line by two more', () => {
    const text = 'the events of this log were sent twice to the same source';
    expect(wrapLine(`  ${text}`, 45)).toEqual(['  the events of this log were sent twice to', '    the same source']);
    expect(wrapLine(text, 45)).toEqual(['the events of this log were sent twice to the', 'same source']);
  });

  it('wrapLine keeps a line whole where there is no terminal, or one that is wide enough', () => {
    const line = `    rejected  14  invalid: it has errors${' and more'.repeat(9)}`;
    expect(wrapLine(line, undefined)).toEqual([line]);
    expect(wrapLine(line, 200)).toEqual([line]);
  });
});
