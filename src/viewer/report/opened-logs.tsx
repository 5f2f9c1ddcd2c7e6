import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CheckedLog } from '../../page-check/check-log.js';
import type { CheckAnswer, CheckRequest } from '../../page-check/worker.js';
import { formatBytes } from '../../report/summary-line.js';
import { countOf } from '../../text/count.js';
import { checkInBrowser } from '../opened/check-in-browser.js';
import { DropTarget, OpenLogButton, OpenLogs } from '../opened/open-logs.js';
import { ReportPage } from './report-page.js';

interface Opened {
  readonly files: readonly File[];
  readonly showValues: boolean;
}

interface OpenedLogsProps {
  /** The program that the page belongs to, once it is known. */
  readonly tool: () => CheckRequest['tool'];
  /** What the page that logs are opened on is called: `report`. */
  readonly page: string;
  /** The page itself. */
  readonly children: ComponentChildren;
}

function namesOf(files: readonly File[]): string {
  const [first] = files;
  return files.length === 1 && first !== undefined ? first.name : countOf(files.length, 'file');
}

interface BarProps {
  readonly opened: Opened;
  readonly page: string;
  readonly answer: CheckAnswer;
  readonly onChange: (opened: Opened | undefined) => void;
}

/** Which logs are shown, how far their check is, and how to leave them. */
function OpenedBar({ opened, page, answer, onChange }: BarProps) {
  const { files, showValues } = opened;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return (
    <div class="opened-bar">
      <p role="status">
        <b>{namesOf(files)}</b>{' '}
        {'checked' in answer &&
          `${files.length === 1 ? 'was' : 'were'} checked in this browser, with the built-in schemas, and sent nowhere.`}
        {'broken' in answer && `could not be checked: ${answer.broken}`}
        {'read' in answer && `is being checked: ${formatBytes(answer.read)} of ${formatBytes(size)} read.`}
      </p>
      <span class="card-actions">
        <button type="button" aria-pressed={showValues} onClick={() => onChange({ files, showValues: !showValues })}>
          {showValues ? 'Hide contents' : 'Show contents'}
        </button>
        <OpenLogButton label="Open another" />
        <button type="button" onClick={() => onChange(undefined)}>
          Back to the {page}
        </button>
      </span>
      {'checked' in answer &&
        answer.checked.failures.map((failure) => (
          <p class="problem" key={failure}>
            {failure}
          </p>
        ))}
    </div>
  );
}

const NOTHING_READ: CheckAnswer = { read: 0 };

/** Checks the logs and shows their report. */
function Report({ opened, tool, page, onChange }: Omit<BarProps, 'answer'> & Pick<OpenedLogsProps, 'tool'>) {
  const [answer, setAnswer] = useState(NOTHING_READ);
  // While it is checked again with its contents, the report stays.
  const [checked, setChecked] = useState<CheckedLog>();
  useEffect(() => {
    setAnswer(NOTHING_READ);
    return checkInBrowser({ files: opened.files, showValues: opened.showValues, tool: tool() }, (next) => {
      setAnswer(next);
      if ('checked' in next) setChecked(next.checked);
    });
  }, [opened]);
  return (
    <>
      <OpenedBar opened={opened} page={page} answer={answer} onChange={onChange} />
      {checked !== undefined && <ReportPage document={checked.document} isOpened />}
    </>
  );
}

/** A page on which logs can be opened: then their report is shown in its place. */
export function OpenedLogs({ tool, page, children }: OpenedLogsProps) {
  const [opened, setOpened] = useState<Opened & { readonly count: number; readonly hash: string }>();
  const change = useCallback((next: Opened | undefined) => {
    setOpened((before) => {
      // The address names what each page shows, and the two have nothing to do with each other.
      const hash = before?.hash ?? location.hash;
      const isNew = next?.files !== before?.files;
      if (isNew) history.replaceState(null, '', next === undefined ? hash || '#' : '#');
      return next && { ...next, hash, count: (before?.count ?? 0) + (isNew ? 1 : 0) };
    });
  }, []);
  const open = useCallback((files: readonly File[]) => change({ files, showValues: false }), []);
  return (
    <OpenLogs.Provider value={open}>
      <DropTarget onDrop={open} />
      {opened === undefined ? (
        children
      ) : (
        <Report opened={opened} tool={tool} page={page} onChange={change} key={opened.count} />
      )}
    </OpenLogs.Provider>
  );
}
