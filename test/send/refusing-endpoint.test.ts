import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import type { Behaviour } from './local-endpoint.js';
import { accept, answer, startEndpoint } from './local-endpoint.js';
import type { SendSetting } from './run-send.js';
import { messageSent, messagesSent, runSend, toLog, WRITE_KEY } from './run-send.js';

const folderWith = testFolders();
const page = { 'content-type': 'text/html' };

/** A run with a checkpoint, against an endpoint whose behaviour can change between runs. */
async function startRuns(records: number, behaviour: Behaviour) {
  const cwd = folderWith({ 'log.ndjson': toLog(messagesSent(records)) });
  const endpoint = await startEndpoint((...request) => current.behaviour(...request));
  const current = { behaviour };
  const accepted = new Set<string>();
  const run = (setting: SendSetting = {}) =>
    runSend({
      ...{ cwd, host: endpoint.url, writeKey: WRITE_KEY, paths: ['log.ndjson'], checkpoint: 'sent.json' },
      rejectedOut: 'rejected.ndjson',
      ...setting,
    });
  const acceptAll: Behaviour = (response, number, received) => {
    for (const { messageId } of received.body.batch) accepted.add(messageId);
    accept(response, number, received);
  };
  const lettersIn = () => readFileSync(join(cwd, 'rejected.ndjson'), 'utf8').split('\n').slice(0, -1);
  const doneIn = () => JSON.parse(readFileSync(join(cwd, 'sent.json'), 'utf8')).done;
  return { cwd, current, endpoint, run, acceptAll, accepted, lettersIn, doneIn };
}

/** Records that are bad wherever they are sent; all others go through `otherwise`. */
function refuse(bad: (number: number) => boolean, otherwise: Behaviour): Behaviour {
  return (response, number, received) =>
    received.body.batch.some(({ messageId }) => bad(Number(messageId.slice(4))))
      ? answer(400, '{"success":false}')(response, number, received)
      : otherwise(response, number, received);
}

describe('an endpoint that refuses everything for a while', () => {
  it.each<[name: string, refusal: Behaviour]>([
    ['400', answer(400)],
    ['400 with JSON', answer(400, '{"success":false}')],
    ['400 with a web page', answer(400, '<html></html>', page)],
    ['413', answer(413)],
    ['413 with a web page', answer(413, '<html></html>', page)],
    ['422', answer(422)],
  ])('a row of refusals that ends the run finalizes nothing: %s', async (_, refusal) => {
    const { current, run, acceptAll, accepted, doneIn, lettersIn } = await startRuns(100, refusal);
    const limits = { batchEvents: 60, refusedAtFirst: 20 };
    expect(await run({ limits })).toMatchObject({ code: 1, summary: { records: 100, accepted: 0 } });
    expect(doneIn()).toEqual({ accepted: 0, rejected: 0, passedOver: 0 });
    current.behaviour = acceptAll;
    expect(await run({ limits })).toMatchObject({ code: 0, summary: { accepted: 100, rejected: 0 } });
    expect(accepted.size).toBe(100);
    // The dead letters of the first run were none.
    expect(lettersIn()).toEqual([]);
    expect(await run({ limits })).toMatchObject({ code: 0, summary: { records: 0 } });
  });

  it('refusals of all records finalize nothing though the log ends before the run is stopped', async () => {
    const { current, run, acceptAll, accepted, lettersIn } = await startRuns(20, answer(400));
    expect(await run()).toMatchObject({ code: 1, summary: { records: 20, rejected: 20 } });
    expect(lettersIn()).toHaveLength(20);
    current.behaviour = acceptAll;
    expect(await run()).toMatchObject({ code: 0, summary: { accepted: 20 } });
    expect(accepted.size).toBe(20);
    expect(lettersIn()).toEqual([]);
  });

  it('a row of refusals at the end of a run finalizes nothing, though others were accepted', async () => {
    const { current, run, acceptAll, accepted, doneIn } = await startRuns(500, accept);
    current.behaviour = refuse((number) => number >= 400, acceptAll);
    expect(await run({ rejectedReasons: 'reasons.ndjson' })).toMatchObject({ code: 1, summary: { rejected: 100 } });
    expect(doneIn()).toEqual({ accepted: 400, rejected: 0, passedOver: 0 });
    current.behaviour = acceptAll;
    expect(await run({ rejectedReasons: 'reasons.ndjson' })).toMatchObject({ code: 0, summary: { accepted: 100 } });
    expect(accepted.size).toBe(500);
  });

  it('a long row of refusals that ends a run finalizes nothing, though others were accepted', async () => {
    const { current, run, acceptAll, accepted, doneIn } = await startRuns(480, accept);
    const limits = { batchEvents: 100, refusedInARow: 60 };
    current.behaviour = (response, number, received) =>
      number < 2 ? acceptAll(response, number, received) : answer(422)(response, number, received);
    expect(await run({ limits })).toMatchObject({ code: 1, summary: { accepted: 200 } });
    expect(doneIn()).toEqual({ accepted: 200, rejected: 0, passedOver: 0 });
    current.behaviour = acceptAll;
    expect(await run({ limits })).toMatchObject({ code: 0, summary: { accepted: 280 } });
    expect(accepted.size).toBe(480);
  });

  it('refusals before an interrupt finalize nothing if nothing was accepted', async () => {
    const { current, run, endpoint, acceptAll, accepted } = await startRuns(40, answer(400));
    const { EventEmitter } = await import('node:events');
    const signals = new EventEmitter();
    endpoint.onRequest = (number) => number === 30 && signals.emit('SIGINT');
    expect(await run({ signals })).toMatchObject({ code: 130 });
    endpoint.onRequest = () => {};
    current.behaviour = acceptAll;
    expect(await run()).toMatchObject({ code: 0, summary: { accepted: 40 } });
    expect(accepted.size).toBe(40);
  });
});

describe('records that an endpoint refuses among others that it accepts', () => {
  const isBad = (number: number) => number % 50 === 7;

  it('records refused among accepted ones are not sent again, and no run with them is a success', async () => {
    const { run, endpoint, lettersIn } = await startRuns(200, refuse(isBad, accept));
    expect(await run()).toMatchObject({ code: 1, summary: { accepted: 196, rejected: 4 } });
    const requests = endpoint.requests.length;
    const again = await run({ format: ['pretty'] });
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(
      /an earlier run finished, with 196 accepted and 4 rejected .*\nrejected records are not/,
    );
    expect(endpoint.requests).toHaveLength(requests);
    expect(lettersIn()).toEqual([7, 57, 107, 157].map((number) => JSON.stringify(messageSent(number))));
  });

  it('a run that goes on is no success if an earlier one had records rejected', async () => {
    const { run, endpoint } = await startRuns(200, refuse(isBad, accept));
    expect(await run({ limit: 100 })).toMatchObject({ code: 1, summary: { accepted: 98, rejected: 2 } });
    const clean = await startEndpoint();
    expect(clean.url).not.toBe(endpoint.url);
    endpoint.onRequest = () => {};
    expect(await run()).toMatchObject({ code: 1, summary: { accepted: 98, rejected: 2 } });
  });
});
