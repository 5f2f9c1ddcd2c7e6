import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this machine: what CHROMIUM names, else the first on the path; undefined if there is none. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/**
 * Whether tests of a browser can run. Where they cannot, it says what is left out, and they count as skipped, which `.ci/run`
 * takes for a failure; so does CI, at once.
 */
export function hasChromium(whatFor: string): boolean {
  if (findChromium() !== undefined) return true;
  const fix = 'install Chromium (Debian: apt-get install chromium), or name one in CHROMIUM';
  if (process.env['CI']) throw new Error(`no Chromium for the tests of ${whatFor}: ${fix}`);
  process.stderr.write(`\n*** LEFT OUT, for want of a Chromium: the tests of ${whatFor}. To run them, ${fix}.\n\n`);
  return false;
}

/** Starts Chromium. `hosts`: names that it is to look up as 127.0.0.1, like an attacker’s name server would have it. */
export async function launchChromium(hosts: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium');
  // Containers run as root and have little shared memory.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(',');
  return chromium.launch({ executablePath, args: rules === '' ? args : [...args, `--host-resolver-rules=${rules}`] });
}
