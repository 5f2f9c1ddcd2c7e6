import { Failure } from '../failure.js';
import type { CheckedEvent } from '../listen/checked-event.js';
import { isLoopback } from '../listen/trusted.js';
import type { EventQuery } from '../listen-client.js';
import { listenClient } from '../listen-client.js';
import { groupsText } from '../report/agent.js';
import { ProblemGroups } from '../report/problem-groups.js';
import { countOf } from '../text/count.js';
import { safeName } from '../text/safe-name.js';

/** Where `listen` listens if it is not given a port. */
export const DEFAULT_COLLECTOR = 'http://127.0.0.1:8787';

/** How many of the last events are listed. */
const MAX_LISTED = 30;

/** What is asked of a running `listen`. */
export interface ReceivedQuery extends EventQuery {
  readonly url: string;
  readonly testId?: string | undefined;
}

/** @throws {Failure} if the address is not one of this machine: nothing else is asked in the name of an agent. */
function assertLoopback(url: string): void {
  const name = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
  if (URL.canParse(url) && new URL(url).protocol === 'http:' && isLoopback(name)) return;
  throw new Failure('bad-usage', `${safeName(url)} is not an address of a collector on this machine`, {
    hint: `use the address that copilot-events listen prints, such as ${DEFAULT_COLLECTOR}`,
  });
}

function eventLine({ number, name, conversationId, valid, problems }: CheckedEvent): string {
  const of = conversationId === undefined ? '' : `, conversation ${safeName(conversationId)}`;
  const result = valid ? (problems.length === 0 ? 'valid' : 'valid with warnings') : 'invalid';
  return `${number}. ${safeName(name)}${of}: ${result}`;
}

/** The problems of events in the format for agents. */
function problemsText(events: readonly CheckedEvent[]): string {
  const groups = new ProblemGroups();
  for (const problem of events.flatMap((event) => event.problems)) groups.add(problem, 0);
  return groupsText(groups);
}

/**
 * What came to a running `listen`: the last events by name, conversation and result, and their problems by cause. Contents of
 * events are left out.
 * @throws {Failure} if the address is not on this machine, or no collector answers there.
 */
export async function receivedEvents({ url, testId, ...query }: ReceivedQuery): Promise<string> {
  assertLoopback(url);
  const client = listenClient(url, testId === undefined ? {} : { testId });
  const events = await client.events(query).catch((cause: unknown) => {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('no-input', message, { hint: 'start it with copilot-events listen', cause });
  });
  if (events.length === 0) return 'no such event came';
  const last = events.slice(-MAX_LISTED);
  const invalid = events.filter(({ valid }) => !valid).length;
  const head = `${countOf(events.length, 'event')}, ${invalid} invalid${last.length < events.length ? `; the last ${last.length}:` : ':'}`;
  const problems = problemsText(events);
  return [head, ...last.map(eventLine), ...(problems === '' ? [] : ['', problems])].join('\n');
}
