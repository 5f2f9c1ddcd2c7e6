import type { Problem } from '../problem/problem.js';
import type { LimitedMapState } from './limited-map.js';
import { LimitedMap } from './limited-map.js';
import type { Listed, NameCount, RuleCount } from './overview.js';
import type { TalliedEvent } from './tallies.js';

/** An event that has a problem, to go there. */
export type EventReference = Pick<TalliedEvent, 'id' | 'at'>;

/** Problems of one cause: the same rule, field and hint, and the events that have them. */
export interface LiveGroup extends RuleCount {
  readonly pointer: string;
  readonly path: string;
  readonly problem: Pick<Problem, 'message' | 'hint'>;
  /** Names of the events that have it, most frequent first. */
  readonly events: Listed<NameCount>;
  /** The first ones and the last ones. */
  readonly examples: readonly EventReference[];
}

type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };

/** The most groups that are counted one by one, and the most names of one group. */
const MAX_GROUPS = 300;
const MAX_NAMES_OF_GROUP = 50;

/** How many of a group’s events are kept at each end. */
const EXAMPLES = 3;

type CountedGroup = Mutable<Omit<LiveGroup, 'events' | 'examples'>> & {
  /** How many problems each event has; names beyond the limit are only counted. */
  readonly names: Record<string, number>;
  moreNames: number;
  readonly first: EventReference[];
  readonly last: EventReference[];
};

/** The groups so far, as plain JSON. */
export type LiveGroupsState = LimitedMapState<CountedGroup>;

const isError = ({ severity }: { readonly severity: string }): number => (severity === 'error' ? 0 : 1);

function toGroup({ names, moreNames, first, last, ...group }: CountedGroup): LiveGroup {
  const events = Object.entries(names).map(([name, count]) => ({ name, count }));
  return {
    ...group,
    events: { shown: events.sort((a, b) => b.count - a.count), total: events.length + moreNames },
    examples: [...first, ...last],
  };
}

/** What all problems of a group have in common. */
type Cause = Pick<LiveGroup, 'rule' | 'severity' | 'title' | 'url' | 'pointer' | 'path'>;

/** The problems of events that came, by their causes, in bounded memory. */
export class LiveGroups {
  readonly #groups = new LimitedMap<CountedGroup>(MAX_GROUPS);

  /** Adds a problem of an event. @param name the event’s */
  add({ message, hint }: Problem, cause: Cause, event: EventReference, name: string): void {
    const { rule, severity, pointer } = cause;
    const group = this.#groups.ensure(JSON.stringify([rule, severity, pointer, hint]), () => ({
      ...cause,
      count: 0,
      problem: { message, ...(hint === undefined ? {} : { hint }) },
      // A name may be that of a member that all objects have.
      names: Object.create(null) as Record<string, number>,
      moreNames: 0,
      first: [],
      last: [],
    }));
    if (group === undefined) return;
    group.count++;
    const { names, first, last } = group;
    if (Object.hasOwn(names, name) || Object.keys(names).length < MAX_NAMES_OF_GROUP) {
      names[name] = (names[name] ?? 0) + 1;
    } else group.moreNames++;
    if (first.length < EXAMPLES) first.push(event);
    else {
      last.push(event);
      if (last.length > EXAMPLES) last.shift();
    }
  }

  /** The groups: errors first, each with the most frequent first. */
  listed(): Listed<LiveGroup> {
    const shown = this.#groups.values().sort((a, b) => isError(a) - isError(b) || b.count - a.count);
    return { shown: shown.map(toGroup), total: this.#groups.size + this.#groups.dropped };
  }

  get state(): LiveGroupsState {
    return this.#groups.state;
  }

  load({ entries, dropped }: LiveGroupsState): void {
    this.#groups.load({
      dropped,
      entries: entries.map(([key, group]) => {
        return [key, { ...group, names: Object.assign(Object.create(null), group.names) as Record<string, number> }];
      }),
    });
  }
}
