import type { LateProblem } from '../../check/late-problem.js';
import type { ConversationEvent } from '../../conversations/conversation-events.js';
import type { ConversationKey } from '../../conversations/conversation-key.js';
import type { Problem } from '../../problem/problem.js';
import { DistinctCount } from './distinct-count.js';
import type { Listed, TroubledConversation as ListedConversation, Timeline } from './report-document.js';
import { shownId } from './shown-problem.js';
import type { ContentsOf } from './timeline.js';
import { timelineOf } from './timeline.js';
import { TroubledConversation } from './troubled-conversation.js';
import type { TroubledRecord } from './troubled-record.js';
import { keyOfId } from './troubled-record.js';

/** How many conversations with problems are kept. */
const MAX_CONVERSATIONS = 1000;

/** How many conversations are shown event by event. */
const MAX_FOLLOWED = 20;

/** The events of some conversations, one conversation after the other, each in the order of the log. */
export type EventsOf = (keys: readonly ConversationKey[]) => Iterable<ConversationEvent>;

/** Knows which conversations have most problems, and keeps the events of those, in bounded memory. */
export class TroubledConversations {
  readonly #total = new DistinctCount();
  readonly #all = new Map<ConversationKey, TroubledConversation>();
  readonly #followed: TroubledConversation[] = [];
  /** A lower bound of the weights of all followed conversations: a weight only grows. */
  #leastWeight = 0;

  /**
   * Adds a record with problems.
   * @param causes the numbers of the groups of its problems
   * @param isShown whether its contents are shown, so that the event is kept
   */
  add(record: TroubledRecord, causes: readonly (number | undefined)[], isShown: boolean): void {
    const { conversation } = record;
    if (conversation === undefined) return;
    this.#addProblems(conversation.id, conversation.key, record.problems, causes).keep(record, isShown);
  }

  /** Adds a problem that is known only at the end of the log. @param id the id of its conversation */
  addLate(id: string, late: LateProblem, cause: number | undefined): void {
    this.#addProblems(shownId(id), keyOfId(id), [late.problem], [cause]).keepLate(late);
  }

  /** The worst conversations event by event. */
  timelines(eventsOf: EventsOf, contentsOf: ContentsOf): Listed<Timeline> {
    const worst = [...this.#followed].sort((a, b) => b.weight - a.weight);
    const events = eventsOf(worst.map(({ key }) => key))[Symbol.iterator]();
    let next = events.next();
    const shown = worst.map((conversation) => {
      function* own(): Generator<ConversationEvent> {
        for (; next.done !== true && next.value.conversation === conversation.key; next = events.next())
          yield next.value;
      }
      return timelineOf(conversation, own(), contentsOf);
    });
    return { shown, total: this.#total.value };
  }

  /** All that are kept, worst first. `placeOf`: where each group stands in the report. */
  listed(placeOf: ReadonlyMap<number, number>): Listed<ListedConversation> {
    const worst = [...this.#all.values()].sort((a, b) => b.weight - a.weight);
    const shown = worst.map(({ id, file, line, errors, warnings, causes }): ListedConversation => {
      const groups = causes.flatMap((cause) => placeOf.get(cause) ?? []).sort((a, b) => a - b);
      return { conversationId: id, file, line, errors, warnings, groups };
    });
    return { shown, total: this.#total.value };
  }

  #addProblems(
    id: string,
    key: ConversationKey,
    problems: readonly Problem[],
    causes: readonly (number | undefined)[],
  ): TroubledConversation {
    this.#total.add(key);
    const conversation = this.#of(id, key);
    for (const [index, problem] of problems.entries()) conversation.addProblem(problem, causes[index]);
    if (!conversation.isFollowed) this.#follow(conversation);
    return conversation;
  }

  /** The conversation with a key, added if it is new. */
  #of(id: string, key: ConversationKey): TroubledConversation {
    const known = this.#all.get(key);
    if (known !== undefined) return known;
    if (this.#all.size >= MAX_CONVERSATIONS) this.#evictOne();
    const conversation = new TroubledConversation(id, key);
    this.#all.set(key, conversation);
    return conversation;
  }

  /** Follows a conversation if it is one of the worst now. */
  #follow(conversation: TroubledConversation): void {
    if (this.#followed.length < MAX_FOLLOWED) this.#followed.push(conversation);
    else {
      if (conversation.weight <= this.#leastWeight) return;
      const least = this.#followed.reduce((a, b) => (b.weight < a.weight ? b : a));
      this.#leastWeight = least.weight;
      if (conversation.weight <= least.weight) return;
      least.unfollow();
      this.#followed[this.#followed.indexOf(least)] = conversation;
    }
    conversation.isFollowed = true;
  }

  #evictOne(): void {
    // An iterator of entries makes an array for each.
    for (const { key, isFollowed } of this.#all.values()) {
      if (isFollowed) continue;
      this.#all.delete(key);
      return;
    }
  }
}
