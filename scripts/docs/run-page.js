// Runs the code blocks of a page, in their order, in one sandbox:
//   ```sh            runs and must exit with 0; `exit=1` names another code
//   ```sh interrupt  runs until it listens, and is then ended with SIGTERM
//   ```sh            that begins with npm, git or cd .. installs something; INSTALL in test/docs/examples.test.ts says what runs it
//   ```sh spark      needs a cluster: spark/tests/test_guide.py runs it; so does any other language with `spark`
//   ```text          after a sh block: what that printed; a line with … alone stands for any number of lines
//   ```js file=a.mjs is written to that file, for the blocks below; so is any other language with `file`
//   ```json, ```yaml must parse; commands of ours in a yaml file run
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { codeBlocks } from './code-blocks.js';
import { createSandbox } from './sandbox.js';

const TIMEOUT = 60_000;
const REST = '…';
const SHELLS = ['sh', 'bash'];
const INSTALLS = /^(?:npm|git|cd \.\.)/;

/** @typedef {import('./code-blocks.js').CodeBlock} CodeBlock */

/**
 * Output with what differs from run to run written the same way each time: folders, durations, ports and the sizes of requests.
 * @param {string} text
 * @param {{ cwd: string, collector: string }} sandbox
 */
function withoutVariation(text, { cwd, collector }) {
  return (
    text
      .replaceAll(collector, 'api.segment.io')
      .replaceAll(cwd, '/home/me/shop')
      .replace(/, \d+(?:\.\d+)? (?:ms|s)\)/g, ', 20 ms)')
      .replace(/, \d{4}-\d\d-\d\dT[\d:.]+Z\)/g, ', 2026-11-28T12:00:00.000Z)')
      // What the SDK adds to an event depends on the version of Node.
      .replace(/([1-9]\d* requests?), [\d.,]+ (?:bytes|kB)/g, '$1, 400 bytes')
      .replace(/(batch|batches), [\d.,]+ (?:bytes|kB)/g, '$1, 5,600 bytes')
      .replace(/127\.0\.0\.1:\d{4,5}/g, '127.0.0.1:8787')
      .replace(/[ \t]+$/gm, '')
  );
}

/**
 * @param {string} shell
 * @param {string} script
 * @param {{ cwd: string, path: string, collector: string, interrupt: boolean }} how
 * @returns {Promise<{ code: number | null, output: string }>} stdout and stderr together, as a terminal shows them
 */
async function run(shell, script, { cwd, path, collector, interrupt }) {
  // The signal is for the command, not for the shell around it.
  const prelude = interrupt ? 'exec 2>&1\ntrap : TERM' : 'exec 2>&1';
  const child = spawn(shell, ['-ec', `${prelude}\n${script}`], {
    cwd,
    // Nothing of the environment that the tests run in: a CI's variables change what is printed.
    env: {
      PATH: path,
      HOME: cwd,
      NO_COLOR: '1',
      npm_config_update_notifier: 'false',
      TMPDIR: process.env['TMPDIR'] ?? '/tmp',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const end = (/** @type {NodeJS.Signals} */ signal) => process.kill(-(child.pid ?? 0), signal);
  const timer = setTimeout(() => end('SIGKILL'), TIMEOUT);
  let output = '';
  let ended = false;
  child.stdout.on('data', (data) => {
    output += data;
    if (interrupt && !ended && output.includes('listening at')) {
      ended = true;
      end('SIGTERM');
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { code, output: withoutVariation(output, { cwd, collector }) };
}

/** Whether output is what a page shows with parts left out. @param {string} shown @param {string} output */
function fits(shown, output) {
  const lines = shown.trimEnd().split('\n');
  const pattern = lines.map((line) =>
    line === REST ? '(?:\\n.*)*' : `\\n${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`,
  );
  return new RegExp(`^${pattern.join('')}$`).test(`\n${output.trimEnd()}`);
}

/** The commands of ours in a YAML document, of whatever CI. @param {unknown} value @returns {string[]} */
function commandsIn(value) {
  if (typeof value === 'string') {
    return value.split('\n').filter((line) => /^(?:npx --no )?copilot-events /.test(line));
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(commandsIn) : [];
}

/**
 * @param {string} page its text
 * @returns {Promise<{ faults: string[], page: string }>} what does not hold, and the page with its outputs as they are now; an output
 *   with … is compared, not rewritten
 */
export async function runPage(page) {
  /** @type {string[]} */
  const faults = [];
  let written = page;
  let shift = 0;
  const blocks = codeBlocks(page);
  if (blocks.every(({ language }) => language === 'text' || language === '')) return { faults, page };
  const sandbox = await createSandbox();
  const runIn = (/** @type {string} */ shell, /** @type {string} */ script, interrupt = false) =>
    run(shell, script, { cwd: sandbox.folder, path: sandbox.path, collector: sandbox.collector, interrupt });
  try {
    /** @type {string | undefined} */
    let output;
    for (const block of blocks) {
      const { language, flags, settings, text, line } = block;
      const fault = (/** @type {string} */ what) => faults.push(`line ${line}: ${what}`);
      if (language === 'text') {
        if (output !== undefined && text.split('\n').includes(REST)) {
          if (!fits(text, output)) fault(`the block above prints\n${output}`);
        } else if (output !== undefined) {
          const now = `${output.trimEnd()}\n`;
          written = written.slice(0, block.start + shift) + now + written.slice(block.end + shift);
          shift += now.length - text.length;
        }
        output = undefined;
        continue;
      }
      output = undefined;
      if (flags.includes('spark')) continue;
      const { file, exit = '0' } = settings;
      if (file !== undefined) {
        mkdirSync(dirname(join(sandbox.folder, file)), { recursive: true });
        writeFileSync(join(sandbox.folder, file), text);
      }
      if (SHELLS.includes(language)) {
        if (INSTALLS.test(text)) continue;
        const result = await runIn(language, text, flags.includes('interrupt'));
        output = result.output;
        if (String(result.code) !== exit) fault(`ends with ${result.code}, not ${exit}\n${output}`);
      } else if (language === 'json') {
        JSON.parse(text);
      } else if (language === 'yaml') {
        for (const command of commandsIn(parse(text))) {
          const result = await runIn('sh', command);
          if (String(result.code) !== exit) fault(`${command} ends with ${result.code}, not ${exit}\n${result.output}`);
        }
      } else if (language !== '' && file === undefined) {
        fault(`a block of ${language} needs a file name and a sh block that uses it`);
      }
    }
  } catch (error) {
    faults.push(String(error));
  } finally {
    await sandbox.remove();
  }
  return { faults, page: written };
}

/** @param {string} page @returns {string[]} the blocks that install something, which `runPage` does not run */
export function installBlocks(page) {
  return codeBlocks(page)
    .filter(({ language, flags, text }) => SHELLS.includes(language) && !flags.includes('spark') && INSTALLS.test(text))
    .map(({ text }) => text);
}
