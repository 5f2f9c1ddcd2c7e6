import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/copilot-events.js', import.meta.url));

/** The Chromium that pictures and measurements are taken with. */
export const CHROMIUM = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
};

/** Starts `listen` of the build on a free port. */
export async function startListen() {
  const argv = [bin, 'listen', '--port', '0', '--no-config'];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  /** @type {string} */
  const url = await new Promise((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, found] = /listening at (http:\S+?);/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    /** Sends it events. @param {readonly string[]} events each as JSON */
    async send(events) {
      const headers = { authorization: `Basic ${Buffer.from('key:').toString('base64')}` };
      const { status } = await fetch(`${url}/v1/batch`, { method: 'POST', headers, body: `{"batch":[${events}]}` });
      if (status !== 200) throw new Error(`listen answered ${status}`);
    },
    end: () => child.kill(),
  };
}
