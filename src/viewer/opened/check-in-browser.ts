import type { CheckAnswer, CheckRequest } from '../../page-check/worker.js';

/** The element of the page that holds the worker, packed. */
const PACKED = 'page-check';

let worker: Promise<string> | undefined;

/** The address of the worker's code, unpacked from the page. */
async function unpack(): Promise<string> {
  const packed = JSON.parse(document.getElementById(PACKED)?.textContent ?? '""') as string;
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const code = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
  return URL.createObjectURL(new Blob([await code.text()], { type: 'text/javascript' }));
}

/** Checks logs in a worker of this page. Returns what ends the check. */
export function checkInBrowser(request: CheckRequest, onAnswer: (answer: CheckAnswer) => void): () => void {
  let started: Worker | undefined;
  let isStopped = false;
  const start = async (): Promise<void> => {
    worker ??= unpack();
    const address = await worker;
    if (isStopped) return;
    started = new Worker(address);
    started.onmessage = ({ data }: MessageEvent<CheckAnswer>) => onAnswer(data);
    started.onerror = ({ message }) => onAnswer({ broken: message });
    started.postMessage(request);
  };
  start().catch((error: unknown) => onAnswer({ broken: String(error) }));
  return () => {
    isStopped = true;
    started?.terminate();
  };
}
