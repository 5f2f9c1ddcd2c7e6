import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { Outcome } from '../support/outcome.js';
import { outcomeOf, startBinary } from '../support/run-binary.js';

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
