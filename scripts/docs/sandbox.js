// A project in which the code blocks of a page run: it has the package installed, sample logs, and a collector for what it sends.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './pages.js';

const SAMPLES = join(ROOT, 'fixtures/samples');
const BINARY = join(ROOT, 'bin/copilot-events.js');

/** @param {string} event */
const call = (event) => JSON.stringify({ type: 'track', event, userId: 'u1', properties: { conversationId: 'c1' } });

/** A log of an application that writes its events among other lines. */
const APP_LOG = `server is ready\n${call('Conversation Started')}\nGET / 200\n${call('Conversation Ended')}\n`;

/** The same with a prefix before each event, an identify call among them. */
const PREFIXED_LOG = `12:00:01 INFO server is ready {"port": 80}
12:00:02 INFO ${JSON.stringify({ type: 'identify', userId: 'u1', traits: { plan: 'pro' } })}
12:00:03 INFO event=${call('Conversation Started')}
12:00:04 [web-1] ${call('message_sent')}
`;

/** The app under test in the examples: it sends one call to the collector. */
const TEST_SCRIPT = `const { SEGMENT_HOST, SEGMENT_WRITE_KEY } = process.env;
await fetch(new URL('/v1/track', SEGMENT_HOST), {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: \`Basic \${btoa(SEGMENT_WRITE_KEY + ':')}\` },
  body: JSON.stringify({ event: 'Conversation Started', userId: 'u1', properties: { conversationId: 'c1' } }),
});
`;

/** `npx` that runs what is installed and nothing else, since the examples must not depend on a registry. */
const NPX =
  '#!/bin/sh\n[ "$1" = --no ] || { echo "npx without --no asks the registry" >&2; exit 2; }\nshift\nexec "$@"\n';

/** The binary, with a free port for `listen` and the sandbox's collector for `send`, unless the example names others. @param {string} collector */
function wrapper(collector) {
  return `#!/bin/sh
case " $* " in *" --help "* | *" --dry-run "* | *" --port "*) exec "${process.execPath}" "${BINARY}" "$@" ;; esac
case "$1" in
  listen) shift; exec "${process.execPath}" "${BINARY}" listen --port 0 "$@" ;;
  send) shift; exec "${process.execPath}" "${BINARY}" send --host "http://${collector}" "$@" ;;
esac
exec "${process.execPath}" "${BINARY}" "$@"
`;
}

/**
 * Makes a sandbox.
 * @returns {Promise<{ folder: string, path: string, collector: string, remove(): Promise<void> }>} its folder, the PATH that its
 *   commands need, and the host and port that `send` sends to
 */
export async function createSandbox() {
  const folder = mkdtempSync(join(tmpdir(), 'copilot-events-docs-'));
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"success":true}'));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const collector = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const bin = join(folder, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(folder, 'node_modules/@segment'));
  symlinkSync(ROOT, join(folder, 'node_modules/copilot-events'));
  for (const name of ['vitest', '@segment/analytics-node']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(bin, 'copilot-events'), wrapper(collector), { mode: 0o755 });
  writeFileSync(join(bin, 'npx'), NPX, { mode: 0o755 });
  writeFileSync(
    join(bin, 'vitest'),
    `#!/bin/sh\nexec "${process.execPath}" "${ROOT}node_modules/vitest/vitest.mjs" "$@"\n`,
    { mode: 0o755 },
  );
  cpSync(SAMPLES, folder, { recursive: true });
  const sample = readFileSync(join(SAMPLES, 'support.ndjson'));
  for (const name of ['logs', 'archive']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'log.ndjson'), sample);
  writeFileSync(join(folder, 'logs/2024-05-15.ndjson'), sample);
  writeFileSync(join(folder, 'archive/2024-05-15.ndjson.gz'), gzipSync(sample));
  writeFileSync(join(folder, 'app.log'), APP_LOG);
  writeFileSync(join(folder, 'prefixed.log'), PREFIXED_LOG);
  writeFileSync(join(folder, 'key.txt'), 'write-key-of-the-examples\n');
  writeFileSync(join(folder, 'test.mjs'), TEST_SCRIPT);
  const scripts = { test: 'node test.mjs' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop', private: true, type: 'module', scripts }));
  return {
    folder,
    collector,
    path: `${bin}:${process.env['PATH']}`,
    remove: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}
