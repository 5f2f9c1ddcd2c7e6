import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { messageSent } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import type { Outcome } from '../support/outcome.js';
import { runShell } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';
import { post } from './post.js';
import { CLIENT, listenHere, startListen } from './run-listen.js';

const folderWith = testFolders();
const LISTEN = "$BIN listen --port 0 --no-config --rule 'conversation/*=off'";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie has ended; in a container without an init process nobody collects it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function pidIn(path: string): Promise<number> {
  for (let waited = 0; waited < 10_000; waited += 10) {
    try {
      const pid = Number(readFileSync(path, 'utf8'));
      if (pid > 0) return pid;
    } catch {
      // It is not written yet.
    }
    await sleep(10);
  }
  throw new Error(`no process id in ${path}`);
}

/** A shell that starts a process which ignores all signals but SIGKILL; `deaf.pid` names it. */
const DEAF = `sh -c 'trap "" TERM INT HUP QUIT; echo $$ > deaf.pid; while :; do sleep 0.2; done'`;

describe('listen --exec and processes that ignore signals', () => {
  it.each([
    ['the command itself', DEAF],
    ['a child of the command, which ends', `${DEAF} & wait`],
    ['a child of a child', `sh -c "${DEAF.replaceAll('"', '\\"').replaceAll('$', '\\$')}; true"; true`],
  ])('listen --exec --timeout kills %s', async (_, command) => {
    const cwd = folderWith();
    const script = `${LISTEN} --allow-empty --timeout 1 --exec "$(cat <<'END'\n${command}\nEND\n)"`;
    const start = performance.now();
    const { code, stdout, stderr } = await runShell(script, cwd);
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(code).toBe(2);
    expect(stderr).toContain('the command did not end within 1 s');
    expect(stdout).toContain('0 records');
    expect(isAlive(await pidIn(join(cwd, 'deaf.pid')))).toBe(false);
  });

  // The shell ends by the signal; the process that it started does not.
  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('listen --exec kills what ignores %s, and reports', async (signal, shellCode) => {
    const cwd = folderWith();
    const running = await startListen(['--allow-empty', '--exec', DEAF], cwd);
    const pid = await pidIn(join(cwd, 'deaf.pid'));
    const { code, stdout, stderr } = await running.end(signal);
    expect(code).toBe(shellCode);
    expect(stdout).toContain('0 records');
    expect(stderr).toContain(`copilot-events: the command was ended by ${signal} (exit code ${shellCode})\n`);
    expect(isAlive(pid)).toBe(false);
  });

  it('listen --exec kills at the second Ctrl-C what ignores the first, and reports', async () => {
    const cwd = folderWith();
    const running = await startListen(['--allow-empty', '--exec', DEAF], cwd);
    const pid = await pidIn(join(cwd, 'deaf.pid'));
    running.child.kill('SIGINT');
    await sleep(300);
    expect(isAlive(pid)).toBe(true);
    const start = performance.now();
    const { code, stdout } = await running.end('SIGINT');
    expect(performance.now() - start).toBeLessThan(4000);
    // By SIGINT or by SIGKILL, depending on the shell.
    expect([130, 137]).toContain(code);
    expect(stdout).toContain('0 records');
    expect(isAlive(pid)).toBe(false);
  });
});

/** Whether `script` of util-linux is there, which runs a command on a terminal of its own. */
function hasScript(): boolean {
  return spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
}

describe('listen --exec on a terminal', () => {
  it.runIf(hasScript())('listen --exec --timeout on a terminal kills the command and all that it started', async () => {
    const cwd = folderWith({ 'command.sh': `${DEAF} & wait\n` });
    const listen = `${LISTEN} --allow-empty --timeout 2 --exec 'sh command.sh'`;
    const { stdout } = await runShell(`script -qec "${listen} </dev/tty" /dev/null </dev/null; echo "exit $?"`, cwd);
    expect(stdout).toContain('the command did not end within 2 s');
    expect(stdout).toContain('exit 2');
    expect(isAlive(await pidIn(join(cwd, 'deaf.pid')))).toBe(false);
  });
});

describe('listen and the signals of a terminal that closes', () => {
  it.each(['SIGHUP', 'SIGQUIT'] as const)('listen --exec passes %s to its command, and reports', async (signal) => {
    const cwd = folderWith({ 'client.mjs': CLIENT });
    const events = JSON.stringify([messageSent(1)]);
    const command = `trap "exit 9" HUP QUIT; EVENTS='${events}' node client.mjs; echo $$ > ready.pid; sleep 55 & wait`;
    const running = await startListen(['--exec', command], cwd);
    await pidIn(join(cwd, 'ready.pid'));
    const { code, stdout } = await running.end(signal);
    expect(code).toBe(9);
    expect(stdout).toContain('1 record, valid');
  });

  it.each(['SIGHUP', 'SIGQUIT'] as const)('listen without --exec ends on %s with its report', async (signal) => {
    const { url, end } = await startListen([], folderWith());
    await post(url, { batch: [messageSent(1)] });
    const { code, stdout } = await end(signal);
    expect(code).toBe(0);
    expect(stdout).toContain('1 record, valid');
  });
});

/** A client that sends one event to each of some paths, by its own HTTP. */
function clientOf(paths: readonly string[]): string {
  return `
const authorization = 'Basic ' + btoa(process.env.SEGMENT_WRITE_KEY + ':');
for (const path of ${JSON.stringify(paths)}) {
  const body = JSON.stringify({ batch: [${JSON.stringify(messageSent(1))}] });
  await fetch(process.env.SEGMENT_HOST + path, { method: 'POST', headers: { authorization }, body });
}
`;
}

/** Runs `listen` in this process around the client in a folder. */
function aroundHere(cwd: string, ...options: string[]): Promise<Outcome> {
  const argv = ['listen', '--port', '0', '--no-config', '--rule', 'conversation/*=off', ...options];
  const env = { PATH: process.env['PATH'] ?? '' };
  return runInProcess([...argv, '--exec', 'node client.mjs'], { cwd, env });
}

describe('listen and lost requests', () => {
  it.each(['/segment/v1/batch', '/v1/trak', '/', '/v2/batch', '/api/v1/t', '/batch'])(
    'listen --exec exits 1 if a batch was sent to %s, and names the path',
    async (path) => {
      const cwd = folderWith({ 'client.mjs': clientOf(['/v1/batch', path]) });
      const { code, stdout, stderr } = await aroundHere(cwd);
      expect(code).toBe(1);
      expect(stdout).toContain('✖ 1 record, valid, 1 request lost');
      expect(stderr).toContain(`1 request went to unknown paths, and what they held is lost: POST ${path}`);
    },
  );

  it('listen --exec exits 1 if every batch was sent to an unknown path, --quiet and --allow-empty or not', async () => {
    for (const options of [[], ['--allow-empty'], ['--quiet']]) {
      const cwd = folderWith({ 'client.mjs': clientOf(['/segment/v1/batch']) });
      const { code, stdout, stderr } = await aroundHere(cwd, ...options);
      expect([options, code]).toEqual([options, 1]);
      expect(stdout).toContain('✖ 0 records, 1 request lost');
      expect(stderr).toContain('POST /segment/v1/batch');
      expect(stderr).toContain('remove /segment from the address of the client');
    }
  });

  it('listen --fail-on never exits 0 in spite of lost requests, and still prints them', async () => {
    const cwd = folderWith({ 'client.mjs': clientOf(['/v1/batch', '/v1/trak']) });
    const { code, stderr } = await aroundHere(cwd, '--fail-on', 'never');
    expect(code).toBe(0);
    expect(stderr).toContain('POST /v1/trak');
  });

  it('listen without --exec counts lost requests in its summary, in -f json too, and exits 1', async () => {
    const { url, end } = await listenHere(['-f', 'json'], folderWith());
    await post(url, { batch: [messageSent(1)] });
    await post(url, { batch: [messageSent(2)] }, '/segment/v1/batch');
    await fetch(`${url}/v1/track`);
    await fetch(`${url}/favicon.ico`);
    const { code, stdout } = await end();
    expect(code).toBe(1);
    expect(JSON.parse(stdout).summary).toMatchObject({ records: 1, valid: 1, lostRequests: 1 });
  });

  it('listen exits 0 if only pages were requested at unknown paths', async () => {
    const { url, end } = await listenHere([], folderWith());
    await post(url, { batch: [messageSent(1)] });
    await fetch(`${url}/v1/track`);
    expect(await end()).toMatchObject({ code: 0 });
  });

  it('listen exits 1 if an event was sent to the pixel API, which uses GET', async () => {
    const { url, end } = await listenHere([], folderWith());
    await post(url, { batch: [messageSent(1)] });
    await fetch(`${url}/v1/pixel/track?data=eyJldmVudCI6IngifQ==`);
    const { code, stderr } = await end();
    expect(code).toBe(1);
    expect(stderr).toContain('1 request went to unknown paths, and what they held is lost: GET /v1/pixel/track');
  });

  it('listen counts a request that is cut off when it ends', async () => {
    const { url, end } = await listenHere([], folderWith());
    await post(url, { batch: [messageSent(1)] });
    const { connect } = await import('node:net');
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
    socket.write('POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n{');
    await sleep(200);
    const { code, stdout, stderr } = await end();
    socket.destroy();
    expect(code).toBe(1);
    expect(stdout).toContain('✖ 1 record, valid, 1 request lost');
    expect(stderr).toContain('1 request broke off before the end');
  });

  it('listen exits 1 if a request broke off, was refused or was not HTTP', async () => {
    const { url, end } = await listenHere(['-f', 'json'], folderWith());
    await fetch(`${url}/v1/track`, { method: 'POST', body: '{}', headers: { origin: 'https://x.example' } });
    const { port } = new URL(url);
    const { connect } = await import('node:net');
    for (const text of ['\u0016\u0003\u0001', 'POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{']) {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
      socket.end(text);
      await new Promise((resolve) => socket.once('close', resolve).resume());
    }
    await sleep(200);
    const { code, stdout, stderr } = await end();
    expect(code).toBe(1);
    expect(JSON.parse(stdout).summary).toMatchObject({ records: 0, lostRequests: 3 });
    expect(stderr).toContain('1 request broke off before the end');
    expect(stderr).toContain('1 request is not valid HTTP');
    expect(stderr).toContain('1 request from pages of other origins refused: https://x.example');
  });
});

describe('the default port of listen', () => {
  /** Holds port 8787 of this machine until the test is over, if it is free. */
  async function holdDefaultPort(): Promise<void> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.once('error', () => resolve());
      server.listen(8787, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      server.close();
    });
  }

  it('listen --exec takes a free port if the default one is in use', async () => {
    await holdDefaultPort();
    const cwd = folderWith({ 'client.mjs': clientOf(['/v1/batch']) });
    const { code, stdout, stderr } = await runShell(
      "$BIN listen --no-config --rule 'conversation/*=off' --exec 'node client.mjs'",
      cwd,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('1 record, valid');
    expect(stderr).toMatch(/listening at http:\/\/127\.0\.0\.1:\d+/);
    expect(stderr).not.toContain(':8787');
  });

  it.each(['listen --no-config', 'listen --no-config --port 8787 --exec true'])(
    'copilot-events %s exits 2 if port 8787 is in use, and names --port',
    async (argv) => {
      await holdDefaultPort();
      const { code, stderr } = await runShell(`$BIN ${argv}`, folderWith());
      expect(code).toBe(2);
      expect(stderr).toContain('port 8787 of 127.0.0.1 is in use by another program');
      expect(stderr).toContain('--port <n> chooses another port, --port 0 any free one');
    },
  );
});
