import type { Problem } from '../../problem/problem.js';
import { visibleText } from '../../text/visible-text.js';
import { isMask } from '../model/mask.js';
import type { PayloadLine } from '../model/payload-lines.js';
import { payloadLines } from '../model/payload-lines.js';
import { sentence } from './format.js';
import { SeverityIcon } from './icons.js';

/** A value of a line; masks are marked as hidden values. */
function Value({ text, kind }: Pick<PayloadLine, 'text' | 'kind'>) {
  const [, shown = ''] = /^"(.*)",?$/s.exec(text) ?? [];
  if (kind === 'string' && isMask(shown)) return <span class="hidden-value">{shown}</span>;
  return <span class={`value ${kind}`}>{visibleText(text)}</span>;
}

function Note({ problem: { severity, message, hint } }: { readonly problem: Problem }) {
  return (
    <div class={`note ${severity}`}>
      <SeverityIcon severity={severity} />
      <span>
        {message}. {hint !== undefined && <span class="hint">{sentence(hint)}</span>}
      </span>
    </div>
  );
}

function Line({ line }: { readonly line: PayloadLine }) {
  const { depth, key, text, kind, problems } = line;
  const marked =
    problems.length === 0 ? '' : problems.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
  const style = { paddingInlineStart: `${0.75 + Math.min(depth, 12) * 1.1}rem` };
  return (
    <>
      <div class={`line ${kind === 'missing' ? 'missing' : ''} ${marked}`} style={style}>
        {key !== undefined && <span class="key">{visibleText(JSON.stringify(key))}: </span>}
        <Value text={text} kind={kind} />
      </div>
      {problems.map((problem, index) => (
        <div style={style} key={`${index}`}>
          <Note problem={problem} />
        </div>
      ))}
    </>
  );
}

interface PayloadViewProps {
  readonly event: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** An event as JSON, with each problem below its field. */
export function PayloadView({ event, problems }: PayloadViewProps) {
  return (
    <div class="payload">
      {payloadLines(event, problems).map((line, index) => (
        <Line line={line} key={`${index}`} />
      ))}
    </div>
  );
}
