// Sends 1,000 events a second to `listen` while its page is open in Chromium, and tells how the page fares: its memory after a
// collection, the longest frame, how long a click takes. Usage: node live-page.js [seconds] [events a second]
// [view, such as Overview]; CHROMIUM names the browser. It needs the build (npm run build) and no install of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { CHROMIUM, startListen } from '../scripts/start-listen.js';

const seconds = Number(process.argv[2] ?? 60);
const rate = Number(process.argv[3] ?? 1000);
const view = process.argv[4] ?? 'Events';
const EVERY_MS = 100;

const { url, send, end } = await startListen();

/** @param {number} number */
function event(number) {
  const conversationId = `c_${Math.floor(number / 12)}`;
  const properties = { conversationId, messageId: `m_${number}`, message_body: 'Where is my order? '.repeat(8) };
  const isBad = number % 50 === 0;
  return {
    type: 'track',
    event: number % 2 === 0 ? 'Message Sent' : 'Message Received',
    userId: `u_${number % 500}`,
    timestamp: new Date().toISOString(),
    properties: isBad ? { ...properties, message_body: 7 } : properties,
  };
}

let sent = 0;
const browser = await chromium.launch(CHROMIUM);
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const devtools = await page.context().newCDPSession(page);
await page.goto(url);
// Frames as the page sees them: the time between two is what a user waits.
await page.evaluate(`{
  globalThis.frames = [];
  let last = performance.now();
  const tick = (now) => { frames.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}`);

async function look() {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const before = performance.now();
  await page.getByRole('link', { name: view }).click();
  const clickMs = performance.now() - before;
  const frames = /** @type {number[]} */ (await page.evaluate('frames.splice(0)')).sort((a, b) => a - b);
  const nodes = await page.evaluate('document.getElementsByTagName("*").length');
  const quantile = (/** @type {number} */ q) => Math.round(frames[Math.floor(q * (frames.length - 1))] ?? 0);
  const totals = await page.locator('.totals').innerText();
  console.log(
    `${String(sent).padStart(6)} sent; page: ${(usedSize / 1e6).toFixed(1)} MB, ${nodes} elements, frames ${frames.length} median ${quantile(0.5)} p99 ${quantile(0.99)} max ${quantile(1)} ms, click ${Math.round(clickMs)} ms; ${totals.replaceAll('\n', ' ')}`,
  );
}

const start = performance.now();
let next = 1;
for (let turn = 0; turn * EVERY_MS < seconds * 1000; turn++) {
  await send(Array.from({ length: (rate * EVERY_MS) / 1000 }, () => JSON.stringify(event(sent++))));
  if (performance.now() - start > next * 5000) {
    next++;
    await look();
  }
  await sleep(Math.max(0, start + (turn + 1) * EVERY_MS - performance.now()));
}
await sleep(1000);
await look();
for (const notices of await page.locator('.notices').allInnerTexts()) console.log(notices);
await browser.close();
end();
