import type { Entry } from '../model/entry.js';
import { useContents } from './contents.js';
import { CopyButton } from './copy-button.js';
import { momentOf } from './format.js';
import { ResultIcon } from './icons.js';
import { PayloadView } from './payload-view.js';
import { ProblemCard } from './problem-card.js';

interface EventDetailsProps {
  readonly entry: Entry;
  readonly onConversation?: (conversationId: string) => void;
}

/** One event with its problems, their fixes, and the event itself. */
export function EventDetails({ entry, onConversation }: EventDetailsProps) {
  const { id, name, result, problems, conversationId, userId, at, origin, event } = entry;
  const contents = useContents(entry);
  return (
    <article class="details" aria-label={`${name}, event ${id}`}>
      <h2>
        <ResultIcon result={result} /> {name}
      </h2>
      <dl class="facts">
        <dt>arrived</dt>
        <dd>
          {at === undefined ? '' : momentOf(at)} as number {id}, by <code>{origin}</code>
        </dd>
        {conversationId !== undefined && (
          <>
            <dt>conversation</dt>
            <dd>
              {onConversation === undefined ? (
                <code>{conversationId}</code>
              ) : (
                <button type="button" class="link" onClick={() => onConversation(conversationId)}>
                  {conversationId}
                </button>
              )}
            </dd>
          </>
        )}
        {userId !== undefined && (
          <>
            <dt>user</dt>
            <dd>
              <code>{userId}</code>
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
          <div class="actions">
            <h3>The event</h3>
            {contents.toggle !== undefined && (
              <button type="button" aria-pressed={contents.isShown} onClick={contents.toggle}>
                {contents.isShown ? 'Hide contents' : 'Show contents'}
              </button>
            )}
            <CopyButton
              label="Copy as fixture"
              title="The whole event on one line, for validate, send and tests"
              text={() => `${JSON.stringify(event)}\n`}
            />
          </div>
          <PayloadView event={contents.event} problems={problems} />
        </>
      )}
    </article>
  );
}
