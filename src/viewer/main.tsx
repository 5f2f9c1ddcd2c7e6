import type { ComponentChild } from 'preact';
import { render } from 'preact';
import type { ReportDocument } from '../report/html/report-document.js';
import { connect } from './live/connection.js';
import { LivePage } from './live/live-page.js';
import { TAB_MEMORY } from './live/tab-memory.js';
import { LiveStore } from './model/live-store.js';
import { OpenedLogs } from './report/opened-logs.js';
import { headline, ReportPage } from './report/report-page.js';
import './style/base.css';
import './style/live.css';
import './style/parts.css';
import './style/report.css';

/** How often a hidden page is drawn, for the counts in its title. */
const HIDDEN_MS = 1000;

function livePage(): ComponentChild {
  // Browsers draw no frames of hidden pages.
  const notifyLater = (notify: () => void): void => {
    if (document.hidden) setTimeout(notify, HIDDEN_MS);
    else requestAnimationFrame(notify);
  };
  const store = new LiveStore(notifyLater, { memory: TAB_MEMORY });
  connect(store);
  return (
    <OpenedLogs tool={() => ({ name: 'copilot-events', version: store.hello?.version ?? '' })} page="live page">
      <LivePage store={store} />
    </OpenedLogs>
  );
}

function reportPage(json: string): ComponentChild {
  let report: ReportDocument;
  try {
    report = JSON.parse(json) as ReportDocument;
  } catch {
    return <p class="empty">This report is cut off or damaged. Create it again: validate -f html=report.html</p>;
  }
  document.title = `${headline(report.summary)} – ${report.tool.name}`;
  return (
    <OpenedLogs tool={() => report.tool} page="report">
      <ReportPage document={report} />
    </OpenedLogs>
  );
}

/** Draws the page: the report if it holds one, else the live page. */
function start(root: HTMLElement): void {
  const report = document.getElementById('report-document');
  render(report === null ? livePage() : reportPage(report.textContent ?? ''), root);
}

const root = document.getElementById('app');
if (root !== null) start(root);
