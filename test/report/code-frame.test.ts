import { describe, expect, it } from 'vitest';
import type { Place } from '../../src/problem/problem.js';
import type { RawRecord } from '../../src/record/record.js';
import type { CodeFrame } from '../../src/report/code-frame.js';
import { drawFrame, frameTexts } from '../../src/report/code-frame.js';

interface FrameOptions {
  readonly width: number;
  readonly showValues: boolean;
}

function codeFrame(raw: RawRecord, place: Place, { width, showValues }: FrameOptions): CodeFrame | undefined {
  const texts = frameTexts(raw, place, showValues);
  return texts && drawFrame(texts, width);
}

const raw = (text: string, line = 1, column = 1): RawRecord => ({
  file: 'log.ndjson',
  number: 1,
  line,
  column,
  bytes: Buffer.from(text),
});

/** The frame around the first place of `at` in a record of one line, as it is printed. */
function frame(text: string, at: string, options: { width?: number; showValues?: boolean } = {}): string[] {
  const start = text.indexOf(at);
  const place = {
    ...{ file: 'log.ndjson', record: 1, line: 12, endLine: 12 },
    ...{ column: start + 1, endColumn: start + 1 + at.length },
  };
  const drawn = codeFrame(raw(text, 12), place, { width: 100, showValues: false, ...options });
  return drawn === undefined ? [] : [drawn.gutter + drawn.code, ' '.repeat(drawn.gutter.length) + drawn.carets];
}

const RATED =
  '{"type":"track","event":"Feedback Submitted","userId":"u1","properties":{"conversationId":"c_91","messageId":"m1","rating":"five stars","note":"call me"}}';

describe('code frame', () => {
  it('the code frame puts carets below the value at fault and masks texts that are not names', () => {
    expect(frame(RATED, '"five stars"')).toEqual([
      '12 │ …"conversationId": "c_91", "messageId": "m1", "rating": "(text of 10)", "note": "(text of 7)"}}',
      '                                                             ^^^^^^^^^^^^^^',
    ]);
  });

  it('the code frame shows values with --show-values', () => {
    expect(frame(RATED, '"five stars"', { showValues: true })[0]).toContain(
      '"rating": "five stars", "note": "call me"',
    );
  });

  it('the code frame marks only the bracket of an object or array', () => {
    const [code = '', carets = ''] = frame(RATED, RATED.slice(RATED.indexOf('{"conv'), -1));
    expect(carets.trim()).toBe('^');
    expect(code[carets.indexOf('^')]).toBe('{');
  });

  it.each([30, 45, 60, 80, 140])('the code frame is never wider than %i columns', (width) => {
    for (const at of ['"track"', '"u1"', '"five stars"', '"call me"']) {
      for (const line of frame(RATED, at, { width })) expect(line.length).toBeLessThanOrEqual(width);
      const [code = '', carets = ''] = frame(RATED, at, { width });
      expect(code.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toMatch(/^"/);
    }
  });

  it('the code frame masks every text, number and unknown word of a record that is not JSON', () => {
    const text = `Jane said {'event': 'Jane', 'note': 'Jane', "n": 4711, x: Jane, "open: Jane`;
    const [code = ''] = frame(text, "'note'");
    expect(code.replace("'event': 'Jane'", '')).not.toMatch(/Jane|4711/);
    expect(code).toContain("'note': '(text of 4)'");
  });

  it('the code frame masks a text under the key of a known field in another place', () => {
    const text = '{"traits":{"event":"Jane","type":"Jane","conversationId":"Jane"},"type":"Jane","timestamp":"Jane"}';
    expect(frame(text, '"traits"').join('')).not.toContain('Jane');
  });

  it('the code frame draws a pretty-printed record on one line, with the line of the fault', () => {
    const text = '{\n  "type": "track",\n  "rating": "x"\n}';
    const place = { file: 'log.json', record: 1, line: 7, column: 13, endLine: 7, endColumn: 16 };
    expect(codeFrame(raw(text, 5, 3), place, { width: 80, showValues: false })).toEqual({
      gutter: '7 │ ',
      code: '{ "type": "track", "rating": "(text of 1)" }',
      carets: '                             ^^^^^^^^^^^^^',
    });
  });

  it('the code frame strips control and bidirectional characters', () => {
    const [code = ''] = frame('{"a\u202eb\u001b[31m":1,"event":"x\u2066\u001b[0m"}', '1');
    expect(code).not.toMatch(/[\u001b\u202e\u2066]/);
  });

  it('the code frame is left out where the place lies outside of the text, and for very long records', () => {
    const place = { file: 'log.ndjson', record: 1, line: 3, column: 1, endLine: 3, endColumn: 2 };
    expect(codeFrame(raw('{}'), place, { width: 80, showValues: false })).toBeUndefined();
    const body = { ...place, line: 2, endLine: 2 };
    expect(codeFrame(raw('{"a":1,"b":2}', 3, 5), body, { width: 80, showValues: false })).toBeUndefined();
    const long = raw(`{"a":"${'x'.repeat(300_000)}"}`);
    expect(codeFrame(long, { ...place, line: 1, endLine: 1 }, { width: 80, showValues: false })).toBeUndefined();
  });
});
