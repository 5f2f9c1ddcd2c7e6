import { useState } from 'preact/hooks';
import type { Example, ExampleGroup } from '../../report/html/report-document.js';
import { countOf, formatCount } from '../../text/count.js';
import { CardActions } from '../parts/card-actions.js';
import { CompareWith } from '../parts/comparison.js';
import { CopyButton } from '../parts/copy-button.js';
import { GroupCard } from '../parts/group-card.js';
import { Name } from '../parts/name.js';
import { PayloadView } from '../parts/payload-view.js';
import { placeOf } from '../parts/problem-card.js';
import { Since } from '../parts/since.js';
import { useRoving } from '../parts/use-roving.js';
import { messageOf, problemId, problemMarkdown } from './problem-texts.js';
import type { PartProps } from './problems-section.js';
import { hashOfState } from './use-report-state.js';

/** How many conversations of a problem are named. */
const MAX_CONVERSATIONS = 4;

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
            conversation{' '}
            <code>
              <Name text={record.conversationId} />
            </code>
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
            <>
              <CompareWith compared={{ label: place, event: record.event, shown: record.event }} />
              <PayloadView event={record.event} problems={record.problems} />
            </>
          )}
          <p>
            <CopyButton label="Copy location" title="In the form that editors open" text={() => place} />
          </p>
        </div>
      )}
    </details>
  );
}

/** The conversations that have a problem, each of which leads to its place in the index. */
function InConversations({ document, group, state, change }: PartProps & { readonly group: ExampleGroup }) {
  const roving = useRoving<HTMLParagraphElement>();
  const place = document.groups.shown.indexOf(group);
  const { shown, total } = document.troubled;
  const ids = shown.filter(({ groups }) => groups.includes(place));
  if (ids.length === 0) return null;
  const open = (id: string) => {
    const filter = { ...state.filter, conversation: id };
    return {
      href: hashOfState({ ...state, filter, open: id, part: 'conversations' }),
      onClick: (event: MouseEvent) => {
        event.preventDefault();
        change({ filter, open: id, part: 'conversations' });
      },
    };
  };
  return (
    <p class="examples" {...roving}>
      <span class="muted">
        in {countOf(ids.length, 'conversation')}
        {shown.length < total && ` of the ${formatCount(shown.length)} in the list below`}:
      </span>
      {ids.slice(0, MAX_CONVERSATIONS).map(({ conversationId }) => (
        <a {...open(conversationId)} key={conversationId}>
          <Name text={conversationId} />
        </a>
      ))}
      {ids.length > MAX_CONVERSATIONS && (
        <button type="button" class="link" onClick={() => change({ problem: problemId(group), part: 'conversations' })}>
          all {formatCount(ids.length)}
        </button>
      )}
    </p>
  );
}

interface GroupViewProps extends PartProps {
  readonly group: ExampleGroup;
  readonly isFirst: boolean;
}

/** One cause of problems: its fix, when it began, where it is, and examples. */
export function GroupView({ document, group, state, change, isFirst }: GroupViewProps) {
  const { severity, count, rule, url, events, path, examples, last, span, releases } = group;
  const [isOpen, setOpen] = useState(isFirst);
  const message = messageOf(group);
  const link = hashOfState({ ...state, problem: problemId(group), part: 'problems' });
  return (
    <GroupCard
      {...{ severity, count, rule, url, events, path, message }}
      hint={examples[0]?.problem.hint}
      onEvent={(event) => change({ filter: { ...state.filter, event }, part: 'problems' })}
    >
      <Since {...{ count, span, releases }} byRelease={document.byRelease} releaseField={document.releaseField} />
      <InConversations {...{ document, state, change, group }} />
      <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{countOf(examples.length, 'example')}</summary>
        {isOpen && (
          <>
            {examples.map((example, index) => (
              <ExampleView
                example={example}
                message={message}
                isOpen={isFirst && index === 0}
                key={`${placeOf(example.problem)} ${example.problem.record}`}
              />
            ))}
            {last !== undefined && (
              <p class="muted">
                {count > examples.length + 1 && `${countOf(count - examples.length - 1, 'more', 'more')}, and `}the last
                one at <code>{placeOf(last)}</code>
              </p>
            )}
          </>
        )}
      </details>
      <CardActions>
        <CopyButton label="Copy link" name="copy-link" text={() => `${location.href.split('#')[0]}${link}`} />
        <CopyButton
          label="Copy as Markdown"
          title="For an issue or a chat; values are masked"
          text={() => problemMarkdown(group, document.showsValues)}
        />
      </CardActions>
    </GroupCard>
  );
}
