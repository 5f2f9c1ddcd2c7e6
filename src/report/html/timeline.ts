import type { ConversationEvent } from '../../conversations/conversation-events.js';
import { safeName } from '../../text/safe-name.js';
import type { RecordContents } from './record-contents.js';
import type { Timeline, TimelineEntry } from './report-document.js';
import type { TimelineEvent, TroubledConversation } from './troubled-conversation.js';
import { byPlaceInLog } from './troubled-conversation.js';
import { reportedRecord } from './troubled-record.js';

/** How many events of a conversation are shown, and how many more if they have problems. */
const MAX_ENTRIES = 50;
const MAX_PROBLEM_ENTRIES = 25;

/** The contents of a record; empty if they are not shown. */
export type ContentsOf = (fileIndex: number, record: number) => RecordContents;

/** An event as the report names it. */
function eventOfRow({ fileIndex, file, record, line, event, at, isValid }: ConversationEvent): TimelineEvent {
  // Only track calls have a part in a conversation.
  const name = event === undefined ? '(track)' : safeName(event);
  return { fileIndex, file, number: record, line, name, at, valid: isValid, problems: [] };
}

/** All events, and the troubled ones among them with their problems; both in the order of the log. */
function* withProblems(all: Iterable<ConversationEvent>, troubled: readonly TimelineEvent[]): Generator<TimelineEvent> {
  let next = 0;
  for (const row of all) {
    const event = eventOfRow(row);
    let own: TimelineEvent | undefined;
    for (; next < troubled.length; next++) {
      const one = troubled[next] as TimelineEvent;
      const order = byPlaceInLog(one, event);
      if (order > 0) break;
      if (order < 0) yield one;
      else own = one;
    }
    if (own === undefined) yield event;
    // A problem that is known only at the end does not say where its record begins, nor whether it is valid.
    else yield { ...own, line: event.line, valid: own.valid && event.valid };
  }
  yield* troubled.slice(next);
}

/** A conversation event by event. @param all its events, in the order of the log; none if they are not at hand */
export function timelineOf(
  conversation: TroubledConversation,
  all: Iterable<ConversationEvent>,
  contentsOf: ContentsOf,
): Timeline {
  const { id, errors, warnings } = conversation;
  const entries: TimelineEntry[] = [];
  let events = 0;
  let before = 0;
  for (const event of withProblems(all, conversation.events())) {
    events++;
    const { fileIndex, number, problems } = event;
    const most = problems.length > 0 ? MAX_ENTRIES + MAX_PROBLEM_ENTRIES : MAX_ENTRIES;
    if (entries.length >= most) continue;
    const skipped = events - before - 1;
    before = events;
    entries.push({
      ...reportedRecord({ ...event, conversation }, contentsOf(fileIndex, number)),
      ...(skipped > 0 ? { skipped } : {}),
    });
  }
  return { conversationId: id, errors, warnings, events, entries, after: events - before };
}
