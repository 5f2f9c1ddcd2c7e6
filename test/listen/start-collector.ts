import { onTestFinished } from 'vitest';
import type { CheckedRecord } from '../../src/check/check-record.js';
import { createCheck } from '../../src/check/check-record.js';
import type { Sink } from '../../src/check/check-sources.js';
import type { LiveCheck } from '../../src/check/live-check.js';
import type { RuleSetting } from '../../src/check/rule-levels.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import type { LiveTracesOptions } from '../../src/convert/live-traces.js';
import { LiveTraces } from '../../src/convert/live-traces.js';
import { Collector } from '../../src/listen/collector.js';
import type { ListenLimits } from '../../src/listen/limits.js';
import { LISTEN_LIMITS } from '../../src/listen/limits.js';
import { createMetrics } from '../../src/listen/metrics.js';
import type { ListenServer } from '../../src/listen/start-server.js';
import { startServer } from '../../src/listen/start-server.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import type { LogRecord } from '../send/run-send.js';

/** What a collector is started with, where it is not the default. */
export interface CollectorSetting {
  readonly limits?: Partial<ListenLimits>;
  readonly keep?: number;
  readonly bind?: string;
  readonly allowOrigins?: readonly string[];
  readonly rules?: readonly RuleSetting[];
  readonly sinks?: readonly Sink[];
  /** Get events with their own problems, and those beside others by time. Default: none. */
  readonly reports?: readonly Sink[];
  readonly showsValues?: boolean;
  /** How traces become events. Default: by what their spans state. */
  readonly traces?: Pick<LiveTracesOptions, 'conversationIdFrom' | 'userId' | 'limits'>;
  /** The check across records. Default: none. */
  readonly conversations?: () => LiveCheck | undefined;
}

/** A collector in this process, until the test is over. */
export interface TestCollector {
  readonly url: string;
  readonly server: ListenServer;
  readonly collector: Collector;
  readonly traces: LiveTraces;
  /** All that it checked, in order. */
  readonly records: readonly CheckedRecord[];
  /** What could not be done. */
  readonly failures: readonly unknown[];
  /** Posts a body, an object as JSON; returns the status and the answer. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The events as they were captured, parsed. */
  events(): LogRecord[];
}

/** What a request was answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** The headers of a client that has a write key. */
export const WITH_KEY = { authorization: `Basic ${Buffer.from('key:').toString('base64')}` };

/** Starts a collector on a free port of this machine. */
export async function startCollector(setting: CollectorSetting = {}): Promise<TestCollector> {
  const {
    bind = '127.0.0.1',
    keep = 1000,
    allowOrigins = [],
    rules = [],
    sinks = [],
    reports = [],
    showsValues = false,
    conversations,
  } = setting;
  const limits = { ...LISTEN_LIMITS, ...setting.limits };
  const records: CheckedRecord[] = [];
  const failures: unknown[] = [];
  const registry = builtInRegistry();
  const check = createCheck({ registry, levelOf: ruleLevels(rules), now: Date.now });
  const metrics = await createMetrics();
  const collector = new Collector({
    check,
    ...(conversations === undefined ? {} : { conversations }),
    file: 'events.ndjson',
    sinks: [{ write: (record) => records.push(record) }, metrics, ...sinks],
    reports,
    keep,
    limits,
  });
  const traces = new LiveTraces({
    ...setting.traces,
    waitMs: limits.traceWaitMs,
    onEvents: (texts, path) => collector.addMade(path, texts),
    onLimit: (kind) => collector.addLimited(kind),
  });
  const server = await startServer({
    collector,
    limits,
    port: 0,
    trust: { bind, origins: new Set(allowOrigins) },
    ready: Promise.resolve(),
    metrics,
    traces,
    page: { version: '1.2.3', known: registry.events, showsValues },
    onFailure: (error) => failures.push(error),
  });
  onTestFinished(() => server.close());
  return {
    url: server.url,
    server,
    collector,
    traces,
    records,
    failures,
    async post(path, body, headers = {}) {
      const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      const response = await fetch(server.url + path, {
        method: 'POST',
        body: text as string,
        headers: { ...WITH_KEY, ...headers },
      });
      const answered = await response.text();
      return {
        status: response.status,
        body: answered === '' ? undefined : JSON.parse(answered),
        headers: response.headers,
      };
    },
    events: () =>
      records
        .filter(({ raw }) => raw.file === 'events.ndjson')
        .map(({ raw }) => JSON.parse(raw.bytes.toString()) as LogRecord),
  };
}

/** The rules that a request breaks, each once: `POST /v1/track`, header lines, a blank line, the body. */
export async function rulesOfRequest(request: string): Promise<string[]> {
  const [head = '', ...body] = request.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
  const { post, records } = await startCollector();
  await post(first.replace('POST ', ''), body.join('\n\n'), headers);
  return [...new Set(records.flatMap(({ problems }) => problems.map(({ rule }) => rule)))];
}
