import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Listed, NameCount } from '../../overview/overview.js';
import type { Severity } from '../../problem/problem.js';
import { countOf, formatCount } from '../../text/count.js';
import { OTHER } from './bar-list.js';
import { Explanation } from './explanation.js';
import { SeverityIcon } from './icons.js';
import { Name } from './name.js';
import { FieldName, Fix, RuleLink } from './problem-card.js';
import { useRoving } from './use-roving.js';

interface GroupCardProps {
  readonly severity: Severity;
  readonly count: number;
  readonly rule: string;
  readonly url: string;
  /** The events that have them, most frequent first. */
  readonly events: Listed<NameCount>;
  /** Called with an event of the group, to show only that. Default: the events are no buttons. */
  readonly onEvent?: ((event: string) => void) | undefined;
  readonly path: string;
  /** The message of the first problem. */
  readonly message: string;
  readonly hint: string | undefined;
  /** The places of the problems. */
  readonly children: ComponentChildren;
}

/** How many events are shown before the user asks for the others. */
const MAX_CHIPS = 6;

/** The events that have the problems of a group, with their counts. */
function EventChips({ events: { shown, total }, onEvent }: Pick<GroupCardProps, 'events' | 'onEvent'>) {
  const [areAllShown, setAllShown] = useState(false);
  const roving = useRoving<HTMLUListElement>();
  if (shown.length === 0) return null;
  // What the names that are not counted one by one have in common is no event to be shown, and may be the most.
  const named = shown.filter(({ name }) => name !== OTHER);
  const others = shown.find(({ name }) => name === OTHER);
  const some = areAllShown ? named : named.slice(0, MAX_CHIPS);
  const more = total - some.length - (others === undefined ? 0 : 1);
  return (
    <ul class="chips" aria-label="Events with this problem" {...roving}>
      {some.map(({ name, count }) => (
        <li key={name}>
          {onEvent === undefined ? (
            <span class="chip">
              <Name text={name} /> {total > 1 && <span class="muted">{formatCount(count)}</span>}
            </span>
          ) : (
            <button type="button" class="chip" title="Show only this event" onClick={() => onEvent(name)}>
              <Name text={name} /> {total > 1 && <span class="muted">{formatCount(count)}</span>}
            </button>
          )}
        </li>
      ))}
      {more > 0 && (
        <li>
          {some.length < named.length ? (
            <button type="button" class="link" onClick={() => setAllShown(true)}>
              and {countOf(more, 'more event')}
            </button>
          ) : (
            <span class="muted">and {countOf(more, 'more event')}, not shown</span>
          )}
        </li>
      )}
      {others !== undefined && <li class="muted">and other events, {countOf(others.count, 'time')}</li>}
    </ul>
  );
}

/** A group of problems of one cause, with their events, field and fix. */
export function GroupCard(props: GroupCardProps) {
  const { severity, count, rule, url, events, onEvent, path, message, hint, children } = props;
  return (
    <article class={`group problem ${severity}`} aria-label={`${severity}: ${message}`}>
      <p class="message">
        <SeverityIcon severity={severity} />
        {message}
        <span class="times">{countOf(count, 'time')}</span>
      </p>
      <Fix hint={hint} />
      <p class="about">
        <FieldName path={path} />
        <span>
          rule <RuleLink rule={rule} url={url} />
        </span>
      </p>
      <EventChips events={events} onEvent={onEvent} />
      <Explanation rule={rule} />
      {children}
    </article>
  );
}
