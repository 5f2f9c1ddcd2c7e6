import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedDocument } from '../../../src/report/html/embed-document.js';
import { fitDocument } from '../../../src/report/html/fit-document.js';
import type { ReportDocument } from '../../../src/report/html/report-document.js';
import { PAGE } from '../../support/problems.js';
import { documentIn } from '../../support/report-readers.js';
import { emptyDocument } from './empty-document.js';

const named = (conversationId: string): ReportDocument => {
  const timeline = { conversationId, errors: 1, warnings: 0, events: 1, entries: [], after: 0 };
  return { ...emptyDocument(), timelines: { shown: [timeline], total: 1 } };
};

const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(
      '</script>',
      '<!--',
      '-->',
      '<script>',
      ']]>',
      '\u2028',
      '\u2029',
      '"',
      '\\',
      '&lt;',
      '$&',
      '$`',
      '\u0000',
      '</body>',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  ),
  { maxLength: 8 },
);

const NO_NAMES = { events: { shown: [], total: 0 }, releases: { shown: [], total: 0 } };

describe('the document in its page', () => {
  it('embedDocument keeps the document unchanged in its script element, whatever it contains', () => {
    fc.assert(
      fc.property(hostile, (pieces) => {
        const document = named(pieces.join(''));
        const page = embedDocument(PAGE, fitDocument(document, 100_000));
        expect(documentIn(page)).toEqual(document);
        const data = page.slice(page.indexOf('id="report-document">') + 21, page.lastIndexOf('</script>'));
        expect(data).not.toMatch(/[<\u2028\u2029\u0000-\u001f]/);
        expect(page.endsWith('</script>\n</body></html>\n')).toBe(true);
      }),
    );
  });

  it('embedDocument adds a policy that allows only the scripts and styles that the page was built with', () => {
    const [script, style] = ['let a = "é$&";', 'body { color: red }'];
    const page = PAGE.replace(
      '</head>',
      () => `<script type="module">${script}</script><style>${style}</style></head>`,
    );
    const embedded = embedDocument(page, '{}');
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(embedded).toContain(
      `<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${hash(script)}; ` +
        `style-src ${hash(style)}; img-src data:; worker-src blob:; base-uri 'none'; form-action 'none'">`,
    );
    expect(embedded).toContain(`<script type="module">${script}</script>`);
  });

  it('embedDocument needs a page with a head and a body', () => {
    expect(() => embedDocument('<p>', '{}')).toThrow('no head or no body');
  });
});

describe('a document that is too large', () => {
  const text = 'é<'.repeat(150);
  const document = (): ReportDocument => {
    const rules = Array.from({ length: 1000 }, (_, index) => ({
      ...{ rule: `schema/${index}`, severity: 'error' as const, title: text, url: text, count: 1000 - index },
    }));
    const record = { file: text, number: 1, line: 1, name: text, valid: false, problems: [], event: { text } };
    const groups = rules.map((rule) => ({ ...rule, pointer: text, path: text, ...NO_NAMES, examples: [] }));
    const entries = Array.from({ length: 75 }, () => ({ ...record, skipped: 1 }));
    const timelines = Array.from({ length: 20 }, (_, index) => ({
      ...{ conversationId: `c${index}`, errors: 1, warnings: 1, events: 160, entries, after: 10 },
    }));
    return {
      ...emptyDocument(),
      rules: { shown: rules, total: 1000 },
      groups: { shown: groups, total: 1000 },
      timelines: { shown: timelines, total: 5000 },
    };
  };

  it.each([1_500_000, 200_000, 50_000, 10_000])('fitDocument cuts to %d bytes, and keeps the first entries', (most) => {
    const json = fitDocument(document(), most);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(most);
    expect(Buffer.byteLength(json)).toBeGreaterThan(most / 8);
    const cut = JSON.parse(json) as ReportDocument;
    expect(cut.rules.total).toBe(1000);
    expect(cut.rules.shown).toEqual(document().rules.shown.slice(0, cut.rules.shown.length));
    expect(cut.rules.shown.length).toBeGreaterThan(0);
    for (const { entries, events, after } of cut.timelines.shown) {
      expect(entries.reduce((sum, { skipped = 0 }) => sum + 1 + skipped, after)).toBe(events);
    }
  });
});
