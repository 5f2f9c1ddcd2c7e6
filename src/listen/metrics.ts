import type { CheckedRecord } from '../check/check-record.js';
import { countedName } from '../check/check-sources.js';
import { OTHER } from '../check/summary.js';
import type { Problem } from '../problem/problem.js';
import type { Collector } from './collector.js';

/** How many names of events have series of their own: names come from clients, and each costs memory here and in Prometheus. */
const MAX_NAMES = 200;

/** The counters of a run, for Prometheus. Unlike the counts of the API, they only ever grow. */
export interface Metrics {
  /** The type of `text`. */
  readonly contentType: string;
  write(record: CheckedRecord): void;
  /** Counts a valid event that the endpoint accepted. */
  addForwarded(): void;
  /** Counts a valid event that was not forwarded, and is not tried again. */
  addDropped(): void;
  /** All counters in Prometheus’ text format. */
  text(collector: Pick<Collector, 'summary'>): Promise<string>;
}

/** Makes the counters; loads their library, which no other run needs. */
export async function createMetrics(): Promise<Metrics> {
  const [{ default: Registry }, { default: Counter }] = await Promise.all([
    import('prom-client/lib/registry.js'),
    import('prom-client/lib/counter.js'),
  ]);
  const registry = new Registry();
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name: `copilot_events_${name}_total`, help, labelNames, registers: [registry] });
  const events = counter('events', 'Events that came, by name and result.', ['event', 'result']);
  const problems = counter('problems', 'Problems of events, by rule, severity and event.', [
    'rule',
    'severity',
    'event',
  ]);
  const requests = counter('requests', 'Requests that came.');
  const lost = counter('lost_requests', 'Requests whose events were never checked.');
  const forwarded = counter('forwarded', 'Valid events that the endpoint of --forward accepted.');
  const dropped = counter('dropped', 'Valid events that were not forwarded, and are not tried again.');

  const names = new Set<string>();
  const bounded = (name: string): string => {
    if (names.size < MAX_NAMES) names.add(name);
    return names.has(name) ? name : OTHER;
  };
  const addProblem = ({ rule, severity }: Problem, event: string): void => problems.inc({ rule, severity, event });

  return {
    contentType: registry.contentType,
    write(record) {
      const event = bounded(countedName(record));
      events.inc({ event, result: record.valid ? 'valid' : 'invalid' });
      for (const problem of record.problems) addProblem(problem, event);
    },
    addForwarded: () => forwarded.inc(),
    addDropped: () => dropped.inc(),
    text({ summary: { requests: came = 0, lostRequests = 0 } }) {
      requests.reset();
      requests.inc(came);
      lost.reset();
      lost.inc(lostRequests);
      return registry.metrics();
    },
  };
}
