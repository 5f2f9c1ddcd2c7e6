import { describe, expect, it } from 'vitest';
import { DocumentProbe, detectLayout, layoutOfLongLine, startsLikeDocument } from '../../src/input/detect-format.js';

const RECORD = '{"type":"track","event":"Message Sent"}';

describe('detectLayout of a whole text', () => {
  it.each([
    ['', 'lines'],
    [' \n\t\r\n', 'lines'],
    ['[]', 'document'],
    [' \n [\n]', 'document'],
    ['[1]', 'document'],
    ['["a"]', 'document'],
    [`[${RECORD},\n${RECORD}]`, 'document'],
    [`[\n  ${RECORD}\n]`, 'document'],
    [`${RECORD}\n${RECORD}\n`, 'lines'],
    [`\n\n${RECORD}\r\n${RECORD}`, 'lines'],
    [`${RECORD}\nERROR disk full\n`, 'lines'],
    ['{\n  "type": "track"\n}', 'document'],
    ['{ "type":\n"track" }', 'document'],
    ['{"type": "track",\n"event": "x"}\n{"type": "track"}', 'document'],
    [`{"batch":[${RECORD}]}`, 'document'],
    [`{"batch":[\n${RECORD}\n]}`, 'document'],
    ['{"batch":[{"type":"tr', 'document'],
    // A cut or broken first line does not make the others a document.
    [`{"type":"tra\n${RECORD}\n${RECORD}\n`, 'lines'],
    [`{"type":"track",}\n${RECORD}\n`, 'lines'],
    [`{'type':'track'}\n${RECORD}\n`, 'lines'],
    ["{'type':'track'}\nINFO ready\n", 'lines'],
    ["{'type':\n'track'}\n", 'document'],
    // Lines of an ordinary log, some of which start like arrays.
    ['[2024-05-15 15:00:00] INFO ready\n', 'lines'],
    ['[INFO] ready\n', 'lines'],
    ['INFO ready\n', 'lines'],
    ['"text"', 'lines'],
    ['\u001e{"a":1}\n', 'lines'],
    ['not json', 'lines'],
  ])('detectLayout of %j is %s', (text, layout) => {
    expect(detectLayout(text, true)).toBe(layout);
  });
});

describe('layoutOfLongLine', () => {
  it.each([
    ['{"batch":[', 'document'],
    [' { "batch" : [', 'document'],
    ['{"sentAt":"x","batch":[{', 'document'],
    ['{"type":"track","properties":{"batch":[', 'lines'],
    ['{"type":"track","properties":{"message_body":"', 'lines'],
  ])('layoutOfLongLine of %j is %s', (text, layout) => {
    expect(layoutOfLongLine(text)).toBe(layout);
  });
});

describe('detectLayout of a beginning', () => {
  it.each(['', ' \n', '{', '{"type":"track"', '{"batch"', '{"batch":[', '[', '{"type":"track",\n'])(
    'detectLayout of %j needs more text',
    (text) => {
      expect(detectLayout(text, false)).toBeUndefined();
    },
  );

  it.each([
    ['[{', 'document'],
    ['{\n"type":\n', 'document'],
    [`${RECORD}\n${RECORD}\n`, 'lines'],
    ['x', 'lines'],
  ])('detectLayout of the beginning %j is %s', (text, layout) => {
    expect(detectLayout(text, false)).toBe(layout);
  });

  it.each([
    `${RECORD}\n${RECORD}\n`,
    '{"batch":[]}\n{"batch":[]}\n',
    '{"batch":[1]}\n',
    '{\n"a":1}\n',
    '{"a":\n{"a":1}\n',
    // White space, but none that JSON knows.
    '[\u00a0\n{',
  ])('detectLayout of %j gives the same layout for each of its beginnings', (text) => {
    const answers = Array.from(text, (_, index) => detectLayout(text.slice(0, index), false));
    const last = detectLayout(text, true);
    expect(answers.filter((answer) => answer !== undefined && answer !== last)).toEqual([]);
  });
});

describe('startsLikeDocument', () => {
  it.each([
    ['[\n', false, true],
    ['{\n', false, true],
    ['{"a":1,\n', false, true],
    ['{"a":1}\n', false, false],
    ['[]\n', false, false],
    ['text\n', false, false],
    ['{"a":', false, undefined],
    ['\n\n', false, undefined],
    ['\n\n', true, false],
    ['', true, false],
  ])('startsLikeDocument of %j (at the end: %j) is %j', (text, atEnd, answer) => {
    expect(startsLikeDocument(text, atEnd)).toBe(answer);
  });
});

describe('DocumentProbe', () => {
  it.each([
    ['[\n  {\n    "a": 1\n  },\n  {\n    "a": 2\n  }\n]', true],
    ['{\n  "a": 1\n}\n', true],
    ['{\n  "batch": [\n    {\n      "a": 1\n    }\n  ]\n}', true],
    // A line that is an object is a record of its own.
    ['[\n{"a":1}\n]', false],
    ['{\n"a":1\n}\n{\n"a":2\n}\n', true],
    ['{\n"a":1\n}\n[\n{\n}\n]\n{\n"a":2\n}', true],
    // Not whole.
    ['{\n"a":1\n}\n{\n"a":2\n', false],
    ['{\n"a":1\n}\ntext\n{\n"a":2\n}\n', false],
    ['[\n1', false],
    ['[\n', false],
    ['{\n"a":', false],
    ['[\n1,\n]', false],
    ['{\n"a" 1\n}', false],
    ['{\n"batch":[\n]', false],
    ['{\n"batch":[\n], oops\n}', false],
  ])('DocumentProbe of %j is %s', (text, is) => {
    const probe = new DocumentProbe(1000);
    for (const byte of Buffer.from(text)) probe.push(Buffer.from([byte]));
    expect(probe.end()).toBe(is);
  });
});
