import { useState } from 'preact/hooks';
import type { Example, ExampleGroup, ReportDocument } from '../../report/html/report-document.js';
import { countOf } from '../../text/count.js';
import { CopyButton } from '../parts/copy-button.js';
import { Choice, Typed } from '../parts/fields.js';
import { FilterForm, NameChoice } from '../parts/filter-form.js';
import { GroupCard } from '../parts/group-card.js';
import { PayloadView } from '../parts/payload-view.js';
import { placeOf } from '../parts/problem-card.js';
import type { GroupFilter } from './group-filter.js';
import { EVERY_GROUP, filterGroups } from './group-filter.js';

/** How many groups are shown at first, and more at each click. */
const PAGE_SIZE = 30;

interface ExampleViewProps {
  readonly example: Example;
  /** The message of the group, which is not repeated. */
  readonly message: string;
  readonly isOpen: boolean;
}

/** One problem at its place: the line of the file, and the field of the record. */
function ExampleView({ example: { problem, record }, message, isOpen: isOpenAtFirst }: ExampleViewProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const place = placeOf(problem) || `record ${problem.record}`;
  return (
    <details class="example" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <code>{place}</code>
        {record?.conversationId !== undefined && (
          <span class="muted">
            {' '}
            conversation <code>{record.conversationId}</code>
          </span>
        )}
        {problem.message !== message && <span class="muted"> {problem.message}</span>}
      </summary>
      {isOpen && (
        <div class="example-body">
          {record?.event === undefined ? (
            <p class="muted">
              {problem.message}.{' '}
              {record === undefined
                ? 'The record is not in this report; see it in the file.'
                : 'The record could not be read.'}
            </p>
          ) : (
            <PayloadView event={record.event} problems={record.problems} />
          )}
          <p>
            <CopyButton label="Copy location" title="In the form that editors open" text={() => place} />
          </p>
        </div>
      )}
    </details>
  );
}

interface GroupViewProps {
  readonly group: ExampleGroup;
  readonly isFirst: boolean;
}

function GroupView({ group, isFirst }: GroupViewProps) {
  const { severity, count, rule, url, events, path, title, examples, last } = group;
  const [first] = examples;
  const message = first?.problem.message ?? title;
  return (
    <GroupCard {...{ severity, count, rule, url, events, path, message }} hint={first?.problem.hint}>
      <div>
        {examples.map((example, index) => (
          <ExampleView
            example={example}
            message={message}
            isOpen={isFirst && index === 0}
            key={`${placeOf(example.problem)} ${example.problem.record}`}
          />
        ))}
      </div>
      {last !== undefined && (
        <p class="muted">
          {count > examples.length + 1 && `${countOf(count - examples.length - 1, 'more', 'more')}, and `}the last one
          at <code>{placeOf(last)}</code>
        </p>
      )}
    </GroupCard>
  );
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}

interface FilterProps {
  readonly groups: readonly ExampleGroup[];
  readonly filter: GroupFilter;
  readonly onFilter: (filter: GroupFilter) => void;
}

function Filters({ groups, filter, onFilter }: FilterProps) {
  const change = (changed: Partial<GroupFilter>): void => onFilter({ ...filter, ...changed });
  const severities = [
    ['', 'All severities'],
    ['error', 'Errors'],
    ['warning', 'Warnings'],
  ] as const;
  return (
    <FilterForm onReset={filter === EVERY_GROUP ? undefined : () => onFilter(EVERY_GROUP)}>
      <Typed label="Search" type="search" value={filter.text} onChange={(text) => change({ text })} />
      <Choice
        label="Severity"
        value={filter.severity}
        options={severities}
        onChange={(severity) => change({ severity })}
      />
      <NameChoice
        label="Event"
        all="All events"
        names={unique(groups.flatMap(({ events }) => events.shown.map(({ name }) => name)))}
        value={filter.event}
        onChange={(event) => change({ event })}
      />
      <NameChoice
        label="Rule"
        all="All rules"
        names={unique(groups.map(({ rule }) => rule))}
        value={filter.rule}
        onChange={(rule) => change({ rule })}
      />
      <Typed label="Conversation" value={filter.conversation} onChange={(conversation) => change({ conversation })} />
    </FilterForm>
  );
}

/** All groups of problems, with the first examples of each. */
export function ProblemsSection({ document }: { readonly document: ReportDocument }) {
  const { shown, total } = document.groups;
  const [filter, setFilter] = useState(EVERY_GROUP);
  const [shownCount, setShownCount] = useState(PAGE_SIZE);
  if (shown.length === 0) return <p class="all-well">No problems.</p>;
  const found = filterGroups(document, filter);
  return (
    <>
      {shown.length > 1 && <Filters groups={shown} filter={filter} onFilter={setFilter} />}
      <p class="muted" role="status">
        {found.length < shown.length && `${found.length} of `}
        {countOf(shown.length, 'problem')}
        {total > shown.length && `; ${countOf(total - shown.length, 'less frequent one')} not shown`}
      </p>
      {found.length === 0 && (
        <p class="empty">No problem matches the filter. A report holds examples of each problem, not the whole log.</p>
      )}
      {found.slice(0, shownCount).map((group) => (
        <GroupView
          group={group}
          isFirst={group === shown[0]}
          key={JSON.stringify([group.rule, group.severity, group.pointer, group.examples[0]?.problem.hint])}
        />
      ))}
      {found.length > shownCount && (
        <p class="more">
          <button type="button" onClick={() => setShownCount(shownCount + PAGE_SIZE)}>
            Show {Math.min(PAGE_SIZE, found.length - shownCount)} more of {found.length - shownCount}
          </button>
        </p>
      )}
    </>
  );
}
