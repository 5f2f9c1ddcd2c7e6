import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'vitest';
import { onTestFinished } from 'vitest';
import type { Outcome } from '../support/outcome.js';
import { outcomeOf, startBinary } from '../support/run-binary.js';
import { runWith } from '../support/run-in-process.js';

/** A `listen` of the built binary that waits for events. */
export interface RunningListen {
  readonly url: string;
  readonly child: ChildProcess;
  /** How it ends, and all that it writes. */
  readonly outcome: Promise<Outcome>;
  /** Sends it a signal, SIGINT by default, and waits for its end. */
  end(signal?: NodeJS.Signals): Promise<Outcome>;
}

/** Single events break conversation rules; the tests of these rules switch them on. */
const NO_CONVERSATION_RULES = ['--rule', 'conversation/*=off'];

/** Starts `listen` on a free port, without a config, and waits until it listens. */
export async function startListen(argv: readonly string[], cwd: string): Promise<RunningListen> {
  const child = startBinary(['listen', '--port', '0', '--no-config', ...NO_CONVERSATION_RULES, ...argv], cwd);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const outcome = outcomeOf(child);
  const url = await new Promise<string>((resolve, reject) => {
    if (child.stderr === null) throw new Error('a program without stderr');
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, found] = /listening at (http:\S+?)(?:;|$)/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    outcome.then(({ stderr }) => reject(new Error(`it ended before it listened:\n${stderr}`)));
  });
  return {
    url,
    child,
    outcome,
    end(signal = 'SIGINT') {
      child.kill(signal);
      return outcome;
    },
  };
}

/** A `listen` in this process. */
export interface ListenHere extends Omit<RunningListen, 'child'> {
  /** What it has printed on stderr so far. */
  readonly printed: () => string;
  /** Waits until it has printed this on stderr. @throws after 30 s */
  until(pattern: RegExp): Promise<void>;
  /** Sends it a signal. */
  signal(signal: NodeJS.Signals): void;
}

/**
 * Starts `listen` in this process, with nothing else different from `startListen`: for tests to which a process of its own, its
 * streams and its descriptors make no difference. `whenFinished`: of a concurrent test, its own.
 */
export async function listenHere(
  argv: readonly string[],
  cwd: string,
  whenFinished: TestContext['onTestFinished'] = onTestFinished,
): Promise<ListenHere> {
  const signals = new EventEmitter();
  const onText = new EventEmitter();
  let text = '';
  const run = runWith({
    signals,
    onStderr: (piece) => {
      text += piece;
      onText.emit('text');
    },
  });
  let ended = false;
  const all = ['listen', '--port', '0', '--no-config', ...NO_CONVERSATION_RULES, ...argv];
  const outcome = run(all, { cwd }).finally(() => {
    ended = true;
    onText.emit('text');
  });
  whenFinished(async () => {
    // A second signal ends at once what the first one lets finish.
    for (let sent = 0; sent < 2 && !ended; sent++) signals.emit('SIGTERM');
    await outcome;
  });
  const until = async (pattern: RegExp): Promise<void> => {
    const signal = AbortSignal.timeout(30_000);
    while (!pattern.test(text)) {
      if (ended) throw new Error(`it ended before it printed ${pattern}:\n${text}`);
      await once(onText, 'text', { signal });
    }
  };
  const listening = /listening at (http:\S+?)(?:;|\n)/;
  await until(listening);
  return {
    url: listening.exec(text)?.[1] ?? '',
    outcome,
    printed: () => text,
    until,
    signal: (signal) => void signals.emit(signal),
    end(signal = 'SIGINT') {
      signals.emit(signal);
      return outcome;
    },
  };
}

/** A script that sends events to the collector it runs under, without any SDK; `EVENTS` holds the batch as JSON. */
export const CLIENT = `
const authorization = 'Basic ' + Buffer.from(process.env.SEGMENT_WRITE_KEY + ':').toString('base64');
const body = JSON.stringify({ batch: JSON.parse(process.env.EVENTS), sentAt: new Date() });
const answer = await fetch(process.env.SEGMENT_HOST + '/v1/batch', { method: 'POST', headers: { authorization }, body });
console.log('the client was answered', answer.status);
`;

/** A script that sends half of an event, makes the file `half`, and sends the rest a second later. */
export const LATE_CLIENT = `
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
const event = { event: 'Conversation Started', userId: 'u1', writeKey: 'key', properties: { conversationId: 'late' } };
const body = JSON.stringify(event);
const call = request(process.env.SEGMENT_HOST + '/v1/track', { method: 'POST' });
call.write(body.slice(0, 20), () => {
  setTimeout(() => writeFileSync('half', ''), 200);
  setTimeout(() => call.end(body.slice(20)), 1200);
});
`;
