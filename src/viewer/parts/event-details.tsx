import { idFaultOf } from '../../overview/conversations.js';
import type { Entry } from '../model/entry.js';
import { CompareWith } from './comparison.js';
import { useContents } from './contents.js';
import { CopyButton } from './copy-button.js';
import { eventMarkdown } from './event-markdown.js';
import { momentOf } from './format.js';
import { ResultIcon } from './icons.js';
import { Name } from './name.js';
import { PayloadView } from './payload-view.js';
import { ProblemCard } from './problem-card.js';
import { useRoving } from './use-roving.js';

interface EventDetailsProps {
  readonly entry: Entry;
  readonly onConversation?: (conversationId: string) => void;
}

/** One event with its problems, their fixes, and the event itself. */
export function EventDetails({ entry, onConversation }: EventDetailsProps) {
  const { id, name, result, problems, conversationId, userId, at, arrivedAt, origin, event } = entry;
  const idFault = idFaultOf(entry);
  const contents = useContents(entry);
  const roving = useRoving<HTMLDivElement>();
  return (
    <article class="details" aria-label={`${name}, event ${id}`}>
      <h2>
        <ResultIcon result={result} /> <Name text={name} />
      </h2>
      <dl class="facts">
        <dt>time</dt>
        <dd>{at === undefined ? 'none' : momentOf(at)}</dd>
        <dt>arrived</dt>
        <dd>
          {arrivedAt === undefined ? '' : momentOf(arrivedAt)} as number {id}, by <code>{origin}</code>
        </dd>
        {conversationId !== undefined && (
          <>
            <dt>conversation</dt>
            <dd>
              {onConversation === undefined ? (
                <code>
                  <Name text={conversationId} />
                </code>
              ) : (
                <button type="button" class="link" onClick={() => onConversation(conversationId)}>
                  <Name text={conversationId} />
                </button>
              )}
            </dd>
          </>
        )}
        {idFault !== undefined && (
          <>
            <dt>conversation</dt>
            <dd>without a usable id: {idFault}</dd>
          </>
        )}
        {userId !== undefined && (
          <>
            <dt>user</dt>
            <dd>
              <code>
                <Name text={userId} />
              </code>
            </dd>
          </>
        )}
      </dl>
      {problems.map((problem, index) => (
        <ProblemCard problem={problem} key={`${index}`} />
      ))}
      {problems.length === 0 && <p class="all-well">No problems in this event.</p>}
      {event === undefined || contents.event === undefined ? (
        <p class="muted">The event could not be read, so it cannot be shown.</p>
      ) : (
        <>
          <div class="actions" {...roving}>
            <h3>The event</h3>
            {contents.toggle !== undefined && (
              <button type="button" aria-pressed={contents.isShown} onClick={contents.toggle}>
                {contents.isShown ? 'Hide contents' : 'Show contents'}
              </button>
            )}
            <CopyButton label="Copy link" name="copy-link" text={() => location.href} />
            <CopyButton
              label="Copy as Markdown"
              title="For an issue or a chat; values are masked"
              text={() => eventMarkdown(entry)}
            />
            <CopyButton
              label="Copy as fixture (not masked)"
              title="The whole event, not masked, on one line, for validate, send and tests"
              text={() => `${JSON.stringify(event)}\n`}
            />
          </div>
          <CompareWith compared={{ label: `event ${id}`, event, shown: contents.event }} />
          <PayloadView event={contents.event} problems={problems} />
        </>
      )}
    </article>
  );
}
