import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../../src/report/html/report-document.js';
import { mutatedRecords } from '../../properties/mutated-records.js';
import { validRecords } from '../../properties/records.js';
import { documentIn } from '../../support/report-readers.js';
import { runInProcess } from '../../support/run-in-process.js';

/** A log of conversations that come among each other, some with faults; each of its lines is an event that some schema may know. */
function log(seed: number, mutated = 60): string {
  const values = [
    ...fc.sample(validRecords, { numRuns: 400, seed }).map(({ value }) => value),
    ...(mutated === 0 ? [] : fc.sample(mutatedRecords, { numRuns: mutated, seed })),
  ];
  const records = values.map((value, index) => {
    const record = structuredClone(value) as Record<string, unknown>;
    const { properties } = record;
    if (typeof properties === 'object' && properties !== null && !Array.isArray(properties) && index % 5 > 0) {
      Object.assign(properties, { conversationId: `c${(index * 7919) % 90}` });
    }
    if (index % 4 > 0) record['timestamp'] = new Date(1_715_785_204_000 + index * 77_000).toISOString();
    return record;
  });
  return records
    .map((record, index) => ({ record, order: (index * 6151) % records.length }))
    .sort((a, b) => a.order - b.order)
    .map(({ record }) => `${JSON.stringify(record)}\n`)
    .join('');
}

/** Records of one body, whose answers come in the same memory: with a conversation and a time, without a conversation, without both. */
const BATCH = `{"batch":${JSON.stringify([
  {
    ...{ type: 'track', event: 'Conversation Started', userId: 'u1', timestamp: '2024-05-15T15:00:04Z' },
    properties: { conversationId: 'c1' },
  },
  { type: 'page', name: 'a', userId: 'u1', timestamp: '2024-05-20T15:00:04Z' },
  { type: 'page', name: 'b', userId: 'u1' },
])}}\n`;

const PLAIN_ID = /^c\d+$/;
const LATE = /^conversation\/|^segment\/duplicate-message-id$/;

describe('the document of a report', () => {
  let folder: string;
  const seed = Date.now() % 2 ** 31;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
    writeFileSync(join(folder, 'log.ndjson'), log(seed));
    // An event whose conversation cannot be known may be the end of any of them.
    writeFileSync(join(folder, 'known.ndjson'), log(seed, 0));
    writeFileSync(join(folder, 'batch.ndjson'), BATCH);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const documentOf = async (scan: string, argv: readonly string[], file = 'log.ndjson'): Promise<ReportDocument> => {
    const all = ['validate', file, '--no-config', '-f', 'json=report.json', '-f', 'html', ...argv];
    const { stdout, stderr } = await runInProcess(all, { cwd: folder, env: { COPILOT_EVENTS_SCAN: scan } });
    expect(stderr).toBe('');
    const document = documentIn(stdout);
    return { ...document, madeAt: '', summary: { ...document.summary, durationMs: 0 } };
  };

  it.each([
    ['as it is', []],
    ['with errors only', ['--quiet']],
    ['with values', ['--show-values']],
    ['without the rules of conversations', ['--rule', 'conversation/*=off']],
    ['with the late rule of conversations', ['--rule', 'conversation/never-ended=error']],
  ])('the document of a report is the same with and without the scanner, %s', async (_, argv) => {
    const [slow, fast] = [await documentOf('off', argv), await documentOf('always', argv)];
    for (const part of Object.keys(slow) as (keyof ReportDocument)[]) {
      expect(fast[part], `${part}, seed ${seed}`).toEqual(slow[part]);
    }
  });

  it('the document of a report has the times of records without a conversation', async () => {
    for (const scan of ['off', 'always']) {
      const { time } = await documentOf(scan, [], 'batch.ndjson');
      const days = time?.buckets.flatMap(({ valid }, index) => Array(valid).fill(time.from + index * time.bucketMs));
      expect(days?.map((day) => Math.round((day - (time?.from ?? 0)) / 86_400_000))).toEqual([0, 5]);
    }
  });

  it('the document of a report counts late problems under their event where that is still known', async () => {
    const early = await documentOf('always', [], 'known.ndjson');
    const late = await documentOf('always', ['--rule', 'conversation/never-ended=error'], 'known.ndjson');
    const found = late.summary.errors - early.summary.errors;
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    const errorsBy = (counts: readonly { readonly errors: number }[]) => sum(counts.map(({ errors }) => errors));
    expect(found).toBeGreaterThan(20);
    expect(late.rules.shown.find(({ rule }) => rule === 'conversation/never-ended')?.count).toBe(found);
    expect(errorsBy(late.fields.shown)).toBe(late.summary.errors);
    expect(errorsBy(late.files.shown[0]?.buckets ?? [])).toBe(late.summary.errors);
    const [before, after] = [errorsBy(early.events.shown), errorsBy(late.events.shown)];
    expect(after - before).toBeGreaterThan(found / 2);
    expect(after - before).toBeLessThanOrEqual(found);
    const records = late.events.shown.map(({ valid, invalid }) => valid + invalid);
    expect(sum(records)).toBe(late.summary.records);
  });

  it('the document of a report has the same counts as the json report', async () => {
    const { summary, rules, events, fields, files, measures } = await documentOf('always', []);
    const json = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as {
      readonly summary: Record<string, number | Record<string, number>>;
      readonly problems: readonly { readonly rule: string; readonly event?: string }[];
    };
    const { byEvent, byRule, conversations: ofConversations, durationMs: _, ...numbers } = json.summary;
    expect(measures).toEqual(ofConversations);
    expect(summary).toEqual({ ...numbers, durationMs: 0 });
    expect(Object.fromEntries(rules.shown.map(({ rule, count }) => [rule, count]))).toEqual(byRule);
    expect(Object.fromEntries(events.shown.map(({ name, valid, invalid }) => [name, valid + invalid]))).toEqual(
      byEvent,
    );
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    const problems = json.problems.length;
    expect(problems).toBeGreaterThan(50);
    expect(sum(fields.shown.map(({ errors, warnings }) => errors + warnings))).toBe(problems);
    expect(sum(events.shown.map(({ errors, warnings }) => errors + warnings))).toBe(problems);
    expect(sum(events.shown.map(({ invalid }) => invalid))).toBe(summary.invalid);
    expect(sum((files.shown[0]?.buckets ?? []).map(({ errors, warnings }) => errors + warnings))).toBe(problems);
  });

  it('the document of a report groups every problem, where there are not too many kinds', async () => {
    const { summary, groups } = await documentOf('always', ['--rule', 'schema/*=off', '--rule', 'json/*=off']);
    expect(groups.total).toBeGreaterThan(10);
    expect(groups.shown).toHaveLength(groups.total);
    const count = groups.shown.reduce((total, group) => total + group.count, 0);
    expect(count).toBe(summary.errors + summary.warnings);
    for (const { count: all, examples, last } of groups.shown) {
      expect(examples).toHaveLength(Math.min(all, 3));
      expect(last === undefined).toBe(all <= 3);
      for (const { problem, record } of examples) {
        // The records of problems that are known at the end are gone by then.
        if (LATE.test(problem.rule)) expect(record).toBeUndefined();
        else expect(record?.problems).toContainEqual(problem);
      }
    }
  });

  it('the document of a report shows the conversations with the most problems in log order, with all problems', async () => {
    const { timelines } = await documentOf('always', []);
    expect(timelines.total).toBeGreaterThan(timelines.shown.length);
    const troubles = timelines.shown.map(({ errors, warnings }) => errors * 1e6 + warnings);
    expect(troubles).toEqual([...troubles].sort((a, b) => b - a));
    for (const { entries, events, after, conversationId, errors, warnings } of timelines.shown) {
      const skipped = entries.map((entry) => entry.skipped ?? 0);
      expect(skipped.reduce((a, b) => a + b, entries.length + after)).toBe(events);
      const numbers = entries.map(({ number }) => number);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(new Set(entries.map((entry) => entry.conversationId))).toEqual(new Set([conversationId]));
      // Problems that are known at the end name their conversation as it is shown, and random ids may look alike then.
      if (!PLAIN_ID.test(conversationId)) continue;
      const severities = entries.flatMap(({ problems }) => problems.map(({ severity }) => severity));
      expect(severities.filter((severity) => severity === 'error')).toHaveLength(errors);
      expect(severities.filter((severity) => severity === 'warning')).toHaveLength(warnings);
    }
  });
});
