import type { LiveStore } from '../model/live-store.js';
import { CopyButton } from '../parts/copy-button.js';

function example(host: string): string {
  return `import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ writeKey: "any", host: "${host}" });
analytics.track({ event: "Conversation Started", userId: "u1", properties: { conversationId: "c1" } });
await analytics.closeAndFlush();`;
}

function onceByCurl(host: string): string {
  return `curl ${host}/v1/track -u any: -d '{
  "event": "Feedback Submitted", "userId": "u1",
  "properties": { "conversationId": "c1", "messageId": "m1", "rating": "5" } }'`;
}

interface SampleProps {
  readonly title: string;
  readonly code: string;
}

function Sample({ title, code }: SampleProps) {
  return (
    <section class="sample" aria-label={title}>
      <div class="actions">
        <h3>{title}</h3>
        <CopyButton label="Copy" text={() => code} />
      </div>
      <pre>
        <code>{code}</code>
      </pre>
    </section>
  );
}

/** The page before the first event: how to send one. */
export function Welcome({ store: { connection } }: { readonly store: LiveStore }) {
  const host = location.origin;
  if (connection === 'connecting') return <p class="empty muted">Connecting to listen.</p>;
  return (
    <div class="welcome">
      <h2>Waiting for events</h2>
      <p>
        Send some from your copilot to <code>{host}</code>, and each appears here with its result when it arrives. Any
        Segment client works, with any write key.
      </p>
      <Sample title="From your app" code={example(host)} />
      <Sample title="To try it out, with an invalid event" code={onceByCurl(host)} />
    </div>
  );
}
