import { useState } from 'preact/hooks';
import type { ReportDocument } from '../../report/html/report-document.js';
import { formatBytes, formatDuration } from '../../report/summary-line.js';
import { countOf, formatCount } from '../../text/count.js';
import { OpenLogButton } from '../opened/open-logs.js';
import type { ComparedEvent } from '../parts/comparison.js';
import { Comparison } from '../parts/comparison.js';
import { Contents } from '../parts/contents.js';
import { momentOf, shareOf, TIME_ZONE } from '../parts/format.js';
import { ResultIcon } from '../parts/icons.js';
import { OverviewView } from '../parts/overview-view.js';
import { ShortcutHelp, useShortcuts } from '../parts/shortcuts.js';
import { TitledSection } from '../parts/titled-section.js';
import { chartFilter, problemsByRelease } from './chart-filter.js';
import { ConversationsSection } from './conversations-section.js';
import { FileMaps } from './file-map.js';
import type { GroupFilter } from './group-filter.js';
import { ProblemsSection } from './problems-section.js';
import { hashOfState, useReportState } from './use-report-state.js';

interface ReportPageProps {
  readonly document: ReportDocument;
  /** Whether it is the report of logs that were opened in the page, and not of a file. Default: false. */
  readonly isOpened?: boolean;
}

/** The result of the run in a sentence. */
export function headline({ records, invalid, warnings, failures }: ReportDocument['summary']): string {
  const incomplete = failures === undefined ? '' : '; the run is incomplete';
  if (records === 0) return `No records${incomplete}`;
  const all = records === 1 ? 'The one record is' : `All ${formatCount(records)} records are`;
  if (invalid === 0) return `${all} valid${warnings > 0 ? `, with ${countOf(warnings, 'warning')}` : ''}${incomplete}`;
  return `${formatCount(invalid)} of ${countOf(records, 'record')} ${invalid === 1 ? 'is' : 'are'} invalid${incomplete}`;
}

function Summary({ document, isOpened }: Required<ReportPageProps>) {
  const { summary, tool, madeAt, showsValues, errorsOnly } = document;
  const { files, records, valid, invalid, errors, warnings, bytes, durationMs, known, failures = [] } = summary;
  const isFailed = invalid > 0 || failures.length > 0;
  const result = records === 0 ? undefined : isFailed ? 'invalid' : warnings > 0 ? 'warning' : 'valid';
  const numbers = [
    [records === 1 ? 'record' : 'records', formatCount(records)],
    ['valid', formatCount(valid), shareOf(valid, records)],
    ['invalid', formatCount(invalid)],
    [errors === 1 ? 'error' : 'errors', formatCount(errors)],
    [warnings === 1 ? 'warning' : 'warnings', formatCount(warnings)],
  ] as readonly (readonly [name: string, count: string, share?: string])[];
  return (
    <header class="report-head">
      <div class="actions">
        <p class="muted">
          {tool.name} {tool.version}, {momentOf(Date.parse(madeAt))}. Times in {TIME_ZONE}.
        </p>
        <span class="card-actions">
          {!isOpened && <OpenLogButton />}
          <ShortcutHelp />
        </span>
      </div>
      <h1>
        {result !== undefined && <ResultIcon result={result} label="" />} {headline(summary)}
      </h1>
      {!isOpened && failures.map((failure) => <p key={failure}>{failure}</p>)}
      <dl class="tiles">
        {numbers.map(([name, count, share]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {count} {share !== undefined && <small>({share})</small>}
            </dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        {countOf(files, 'file')}, {formatBytes(bytes)}, checked in {formatDuration(durationMs)}.
        {known !== undefined && ` ${countOf(known, 'problem')} of the baseline not shown.`}
        {errorsOnly && ' Warnings are counted, but not shown (--quiet).'}
        {!isOpened &&
          (showsValues
            ? ' This file holds texts of the log (--show-values); share it with care.'
            : ' Texts and numbers of the log are masked; --show-values shows them.')}
      </p>
    </header>
  );
}

const PARTS = [
  ['problems', 'Problems'],
  ['files', 'Files'],
  ['conversations', 'Conversations'],
  ['charts', 'Charts'],
  ['coverage', 'Coverage'],
] as const;

/** The page of a report. */
export function ReportPage({ document, isOpened = false }: ReportPageProps) {
  const [state, change] = useReportState();
  const goTo = (part: string) => (event: MouseEvent) => {
    event.preventDefault();
    change({ part });
  };
  const filterBy = (changed: Partial<GroupFilter>): void =>
    change({ filter: { ...state.filter, ...changed }, problem: '', part: 'problems' });
  const [base, setBase] = useState<ComparedEvent>();
  useShortcuts();
  return (
    <Contents.Provider value={{ areShown: document.showsValues, canBeShown: false }}>
      <Comparison.Provider value={{ base, setBase }}>
        <div class="report-page">
          <Summary document={document} isOpened={isOpened} />
          <nav aria-label="Parts of the report">
            {PARTS.map(([id, title]) => (
              <a href={hashOfState({ ...state, part: id })} onClick={goTo(id)} key={id}>
                {title}
              </a>
            ))}
          </nav>
          <main>
            <TitledSection isTarget id="problems" title="Problems">
              <ProblemsSection document={document} state={state} change={change} />
            </TitledSection>
            <TitledSection isTarget id="files" title="Where in the files">
              <FileMaps files={document.files} />
            </TitledSection>
            <TitledSection isTarget id="conversations" title="Conversations with problems">
              <ConversationsSection document={document} state={state} change={change} />
            </TitledSection>
            <TitledSection isTarget id="charts" title="Charts and coverage">
              <OverviewView
                overview={document}
                releases={problemsByRelease(document.groups.shown)}
                byRelease={document.byRelease}
                filter={chartFilter(state.filter, filterBy, (range) =>
                  change({ filter: { ...state.filter, ...range } }),
                )}
              />
            </TitledSection>
          </main>
        </div>
      </Comparison.Provider>
    </Contents.Provider>
  );
}
