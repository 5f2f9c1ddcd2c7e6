import type { ExampleGroup, ReportDocument } from '../../report/html/report-document.js';
import { countOf, formatCount } from '../../text/count.js';
import { Choice, Typed } from '../parts/fields.js';
import { FilterForm, NameChoice } from '../parts/filter-form.js';
import { momentOf } from '../parts/format.js';
import { ExportButtons } from './export-buttons.js';
import type { GroupFilter } from './group-filter.js';
import { EVERY_GROUP, filterGroups } from './group-filter.js';
import { GroupView } from './group-view.js';
import { problemId, problemRows } from './problem-texts.js';
import { usePaging } from './use-paging.js';
import type { ChangeState, ReportState } from './use-report-state.js';

/** How many groups are shown at first, and more at each click. */
const PAGE_SIZE = 15;

export interface PartProps {
  readonly document: ReportDocument;
  readonly state: ReportState;
  readonly change: ChangeState;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').sort();
}

const SEVERITIES = [
  ['', 'All severities'],
  ['error', 'Errors'],
  ['warning', 'Warnings'],
] as const;

const ORDERS = [
  ['', 'Errors first'],
  ['count', 'Most frequent first'],
  ['first', 'Latest beginning first'],
  ['last', 'Last seen first'],
] as const;

/** The groups in the order that is asked for; those without a time come last where times count. */
function sorted(groups: readonly ExampleGroup[], order: string): readonly ExampleGroup[] {
  if (order === 'count') return [...groups].sort((a, b) => b.count - a.count);
  if (order !== 'first' && order !== 'last') return groups;
  return [...groups].sort((a, b) => (b.span?.[order] ?? -Infinity) - (a.span?.[order] ?? -Infinity));
}

function Filters({ document, state, change }: PartProps) {
  const { filter, problem, sort } = state;
  const groups = document.groups.shown;
  const set = (changed: Partial<GroupFilter>): void => change({ filter: { ...filter, ...changed }, problem: '' }, true);
  const isSet = problem !== '' || Object.values(filter).some((value) => value !== '');
  const releases = unique(groups.flatMap((group) => group.releases.shown.map(({ name }) => name)));
  return (
    <FilterForm onReset={isSet ? () => change({ filter: EVERY_GROUP, problem: '' }) : undefined}>
      <Typed label="Search" type="search" value={filter.text} onChange={(text) => set({ text })} />
      <Choice
        label="Severity"
        value={filter.severity}
        options={SEVERITIES}
        onChange={(severity) => set({ severity })}
      />
      <NameChoice
        label="Event"
        all="All events"
        names={unique(groups.flatMap(({ events }) => events.shown.map(({ name }) => name)))}
        value={filter.event}
        onChange={(event) => set({ event })}
      />
      <NameChoice
        label="Rule"
        all="All rules"
        names={unique(groups.map(({ rule }) => rule))}
        value={filter.rule}
        onChange={(rule) => set({ rule })}
      />
      {(releases.length > 0 || filter.release !== '') && (
        <NameChoice
          label="Release"
          all="All releases"
          names={releases}
          value={filter.release}
          onChange={(release) => set({ release })}
        />
      )}
      <Typed label="Conversation" value={filter.conversation} onChange={(conversation) => set({ conversation })} />
      <Choice label="Order" value={sort} options={ORDERS} onChange={(order) => change({ sort: order }, true)} />
    </FilterForm>
  );
}

interface NarrowedProps {
  readonly label: string;
  readonly onRemove: () => void;
}

/** A part of the filter that has no field of its own. */
function Narrowed({ label, onRemove }: NarrowedProps) {
  return (
    <button type="button" class="chip" title="Remove this filter" onClick={onRemove}>
      {label} <span aria-hidden="true">×</span>
    </button>
  );
}

/** The parts of the filter that charts set, to see and to remove. */
export function NarrowedBy({ state, change }: Omit<PartProps, 'document'>) {
  const { filter, problem } = state;
  const { field, from, to } = filter;
  const set = (changed: Partial<GroupFilter>) => () => change({ filter: { ...filter, ...changed } });
  return (
    <>
      {field !== '' && <Narrowed label={`Field ${field}`} onRemove={set({ field: '' })} />}
      {from !== '' && (
        <Narrowed label={`${momentOf(Number(from))} to ${momentOf(Number(to))}`} onRemove={set({ from: '', to: '' })} />
      )}
      {problem !== '' && <Narrowed label="One problem" onRemove={() => change({ problem: '' })} />}
    </>
  );
}

/** The causes of all problems, with the first examples of each. */
export function ProblemsSection({ document, state, change }: PartProps) {
  const { shown, total } = document.groups;
  const { filter, problem, sort } = state;
  const matching = filterGroups(document, filter).filter((group) => problem === '' || problemId(group) === problem);
  const found = sorted(matching, sort);
  const paging = usePaging(found, PAGE_SIZE, 'problem');
  if (shown.length === 0) {
    return document.summary.records === 0 ? <p class="muted">No records.</p> : <p class="all-well">No problems.</p>;
  }
  return (
    <>
      {shown.length > 1 && <Filters document={document} state={state} change={change} />}
      <div class="actions">
        <p class="muted" role="status">
          {found.length < shown.length && `${formatCount(found.length)} of `}
          {countOf(shown.length, 'problem')}
          {total > shown.length && `; ${countOf(total - shown.length, 'less frequent one')} not shown`}
        </p>
        <NarrowedBy state={state} change={change} />
        <ExportButtons name="problems" rows={() => problemRows(found)} />
      </div>
      {found.length === 0 && (
        <p class="empty">No problem matches the filter. A report holds examples of each problem, not the whole log.</p>
      )}
      {paging.shown.map((group) => (
        <GroupView
          {...{ document, state, change, group }}
          isFirst={group === shown[0] || problem !== ''}
          key={problemId(group)}
        />
      ))}
      {paging.more}
    </>
  );
}
