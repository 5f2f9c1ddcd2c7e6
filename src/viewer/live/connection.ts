import type { EventsMessage, Hello } from '../../listen/stream-messages.js';
import type { LiveStore } from '../model/live-store.js';

/** How long to wait before a new connection, where the browser does not reconnect by itself. */
const RETRY_MS = 2000;

/** Connects a store to a collector, and reconnects after interruptions. Returns the function that disconnects. */
export function connect(store: LiveStore, address = '/_/stream'): () => void {
  let source: EventSource | undefined;
  let timer: number | undefined;
  let isOver = false;
  let seen = '';

  const open = (): void => {
    source = new EventSource(seen === '' ? address : `${address}?after=${encodeURIComponent(seen)}`);
    const on = (name: string, receive: (data: string) => void): void => {
      source?.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        seen = lastEventId;
        receive(data);
      });
    };
    on('hello', (data) => {
      isOver = false;
      store.begin(JSON.parse(data) as Hello);
    });
    on('events', (data) => store.add(JSON.parse(data) as EventsMessage, data.length));
    on('reset', (data) => store.reset((JSON.parse(data) as { epoch: string }).epoch));
    on('end', () => {
      isOver = true;
      store.setConnection('ended');
    });
    source.onerror = () => {
      if (!isOver) store.setConnection('lost');
      // Browsers give up on answers that are not a stream, such as those of another server on the same port.
      if (source?.readyState === EventSource.CLOSED) timer = window.setTimeout(open, RETRY_MS);
    };
  };

  open();
  return () => {
    window.clearTimeout(timer);
    source?.close();
  };
}
