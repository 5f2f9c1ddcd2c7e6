import { useEffect } from 'preact/hooks';
import { deliveryProblemLines } from '../../listen/delivery-problem-lines.js';
import { countOf, formatCount } from '../../text/count.js';
import type { Connection, LiveStore } from '../model/live-store.js';

const STATES: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Connection lost',
  ended: 'Ended',
};

/** The heading of the page: the connection and the counts. */
export function StatusBar({ store }: { readonly store: LiveStore }) {
  const { connection, isPaused, totals } = store;
  const { records, valid, errors, warnings } = totals;
  const invalid = records - valid;
  useEffect(() => {
    document.title = invalid > 0 ? `${formatCount(invalid)} invalid – copilot-events` : 'copilot-events';
  }, [invalid]);
  return (
    <header class="status">
      <h1>copilot-events</h1>
      <p class={`state ${isPaused && connection === 'live' ? 'paused' : connection}`} role="status">
        <span class="dot" aria-hidden="true" />
        {isPaused && connection === 'live' ? 'Paused' : STATES[connection]}
      </p>
      <ul class="totals" aria-label="What arrived">
        <li>
          <b>{formatCount(records)}</b> {records === 1 ? 'event' : 'events'}
        </li>
        <li class="valid">
          <b>{formatCount(valid)}</b> valid
        </li>
        <li class={invalid > 0 ? 'invalid' : ''}>
          <b>{formatCount(invalid)}</b> invalid
        </li>
        <li class={errors > 0 ? 'invalid' : ''}>
          <b>{formatCount(errors)}</b> {errors === 1 ? 'error' : 'errors'}
        </li>
        <li class={warnings > 0 ? 'warning' : ''}>
          <b>{formatCount(warnings)}</b> {warnings === 1 ? 'warning' : 'warnings'}
        </li>
      </ul>
    </header>
  );
}

interface Notice {
  readonly text: string;
  readonly kind: 'error' | 'warning' | 'plain';
  /** A button beside the text. */
  readonly action?: string;
  readonly onAction?: () => void;
}

function earlierRunNotice(store: LiveStore, { records, isShown }: NonNullable<LiveStore['earlierRun']>): Notice {
  const onAction = (): void => store.showEarlier(!isShown);
  if (isShown) return { text: 'This is the earlier run.', kind: 'warning', action: 'Show the new run', onAction };
  const text = `New run: listen began anew. The earlier run with ${countOf(records, 'event')} is kept apart.`;
  return { text, kind: 'plain', action: 'Show the earlier run', onAction };
}

/** Notices besides the events: the connection, delivery problems, and events that are not shown. */
export function Notices({ store }: { readonly store: LiveStore }) {
  const { connection, deliveryProblems, skipped, dropped } = store;
  const notices: Notice[] = [];
  if (connection === 'lost') {
    const text =
      'The connection to listen is lost. The events stay here, and the page reconnects when listen answers at this address.';
    notices.push({ text, kind: 'error' });
  }
  if (connection === 'ended') {
    const text = 'listen has ended. The events stay here until listen starts again at this address.';
    notices.push({ text, kind: 'plain' });
  }
  for (const line of deliveryProblemLines(deliveryProblems)) notices.push({ text: `${line}.`, kind: 'warning' });
  if (store.earlierRun !== undefined) notices.push(earlierRunNotice(store, store.earlierRun));
  if (store.cleared > 0) {
    const text = `Cleared: ${countOf(store.cleared, 'earlier event')} not shown.`;
    notices.push({ text, kind: 'plain', action: 'Undo Clear', onAction: () => store.undoClear() });
  }
  if (skipped > 0) {
    const text = `${countOf(skipped, 'event')} not shown: listen keeps only the last events for this page (--keep). The numbers above and the overview count all.`;
    notices.push({ text, kind: 'plain' });
  }
  if (dropped > 0) {
    const text = `${countOf(dropped, 'older event')} not shown: the page keeps only the last events. The numbers above and the overview count all.`;
    notices.push({ text, kind: 'plain' });
  }
  if (notices.length === 0) return null;
  return (
    <section class="notices" aria-label="Notices">
      {notices.map(({ text, kind, action, onAction }) => (
        <p class={kind} key={text.replace(/[\d,]+/g, '')}>
          {text}{' '}
          {action !== undefined && (
            <button type="button" class="link" onClick={onAction}>
              {action}
            </button>
          )}
        </p>
      ))}
    </section>
  );
}
