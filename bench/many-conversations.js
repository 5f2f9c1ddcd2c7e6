// Validates a log with very many conversations whose records lie among each other, as they are in archives of weeks, and compares
// every problem with what the log was made to contain. The log is made while it is read: it never lies on the disk.
//
//     node bench/many-conversations.js [conversations, 2000000]
//
// Each conversation has ten records, which come in ten rounds: each round has one record of each conversation, not in the order of
// time. A few conversations have a fault. Needs Linux, to look at memory and temporary files, and `npm run build`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../bin/copilot-events.js', import.meta.url));
const RECORDS = 10;
/** One in so many conversations has a fault. Prime, so that faults meet all rounds. */
const FAULT_EVERY = 5003;
const CHUNK = 1 << 20;
const START = Date.UTC(2026, 0, 1);

const conversations = Number(process.argv[2] ?? 2_000_000);

/** A conversation as it should be: a start, four questions and answers, an end. One step a second. */
const STEPS = [
  'Conversation Started',
  ...['Message Sent', 'Message Received', 'Message Sent', 'Message Received'],
  ...['Message Sent', 'Message Received', 'Message Sent', 'Feedback Submitted'],
  'Conversation Ended',
];
const MESSAGES = STEPS.filter((step) => step.startsWith('Message')).length;

/** What can be wrong with a conversation: how its steps differ, and which rule is broken at which step. */
const FAULTS = [
  { steps: { 0: { event: 'Message Sent', id: 'm_0' } }, at: 0, rule: 'conversation/missing-start' },
  {
    steps: { 5: { event: 'Conversation Started' }, 9: { count: MESSAGES - 1 } },
    at: 5,
    rule: 'conversation/duplicate-start',
  },
  { steps: { 6: { id: 'm_1' } }, at: 6, rule: 'conversation/duplicate-message-id' },
  { steps: { 8: { id: 'm_9' } }, at: 8, rule: 'conversation/unknown-message' },
  { steps: { 9: { count: MESSAGES + 3 } }, at: 9, rule: 'conversation/wrong-message-count' },
  { steps: { 3: { user: 'another' } }, at: 3, rule: 'conversation/mixed-users' },
  { steps: { 6: { call: 0 } }, at: 6, rule: 'segment/duplicate-message-id' },
  { steps: { 9: { event: 'Action Invoked', id: 'm_8' } }, at: 9, rule: 'conversation/never-ended' },
];

/** The step of a conversation that comes in a round: each conversation has its own order. */
function stepIn(conversation, round) {
  // 3 and 7 have no factor in common with ten.
  return (round * (conversation % 2 === 0 ? 3 : 7) + conversation) % RECORDS;
}

function faultOf(conversation) {
  return conversation % FAULT_EVERY === 0 ? FAULTS[(conversation / FAULT_EVERY) % FAULTS.length] : undefined;
}

function factsOf(conversation, index) {
  const id = index === 8 ? 'm_7' : `m_${index}`;
  const facts = { event: STEPS[index], id, count: MESSAGES, user: conversation % 9973, call: index };
  return { ...facts, ...faultOf(conversation)?.steps[index] };
}

function textOf(conversation, index) {
  const { event, id, count, user, call } = factsOf(conversation, index);
  const timestamp = new Date(START + conversation * 100 + index * 1000).toISOString();
  const more =
    event === 'Conversation Started'
      ? ''
      : event === 'Conversation Ended'
        ? `,"message_count":${count}`
        : event === 'Feedback Submitted'
          ? `,"messageId":"${id}","rating":5`
          : event === 'Action Invoked'
            ? `,"messageId":"${id}","type":"tool","action":"search"`
            : `,"messageId":"${id}","message_body":"Where is my order ${conversation % 977}?"`;
  return `{"type":"track","event":"${event}","userId":"u_${user}","messageId":"${conversation}_${call}","timestamp":"${timestamp}","properties":{"conversationId":"c_${conversation}"${more}}}\n`;
}

/** The problems that the log was made to contain: `record rule`. */
function expectedProblems() {
  const expected = new Set();
  for (let conversation = 0; conversation < conversations; conversation += FAULT_EVERY) {
    const { at, rule } = faultOf(conversation);
    const roundOf = (step) => [...Array(RECORDS).keys()].find((round) => stepIn(conversation, round) === step);
    // Of two calls with one id, the later one in the log has the problem.
    const round = rule === 'segment/duplicate-message-id' ? Math.max(roundOf(at), roundOf(0)) : roundOf(at);
    expected.add(`${round * conversations + conversation + 1} ${rule}`);
  }
  return expected;
}

async function writeLog(stdin) {
  let chunk = '';
  for (let round = 0; round < RECORDS; round++) {
    for (let conversation = 0; conversation < conversations; conversation++) {
      chunk += textOf(conversation, stepIn(conversation, round));
      if (chunk.length < CHUNK) continue;
      if (!stdin.write(chunk)) await once(stdin, 'drain');
      chunk = '';
    }
  }
  stdin.end(chunk);
}

/** Looks at a process now and then: peak memory, and the most bytes in files without a name. */
function watch(pid) {
  const seen = { peakMb: 0, temporaryMb: 0, seconds: 0 };
  const look = () => {
    try {
      seen.peakMb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
      const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
      seen.seconds = (Number(user) + Number(system)) / 100;
      let bytes = 0;
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        const file = statSync(`/proc/${pid}/fd/${fd}`);
        if (file.isFile() && file.nlink === 0) bytes += file.size;
      }
      seen.temporaryMb = Math.max(seen.temporaryMb, bytes / 1e6);
    } catch {
      // It has ended, or a file was closed meanwhile.
    }
  };
  const timer = setInterval(look, 200);
  return { seen, stop: () => clearInterval(timer) };
}

const start = performance.now();
const child = spawn(
  process.execPath,
  [BINARY, 'validate', '-', '--no-config', '-f', 'ndjson', '--rule', 'conversation/never-ended=warning'],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const { seen, stop } = watch(child.pid);
const expected = expectedProblems();
let wrong = 0;
let summary;
const reading = (async () => {
  for await (const line of createInterface({ input: child.stdout })) {
    const value = JSON.parse(line);
    if (value.summary !== undefined) {
      summary = value.summary;
      continue;
    }
    const key = `${value.record} ${value.rule}`;
    if (expected.delete(key)) continue;
    if (wrong++ < 5) console.error(`unexpected: ${key}`);
  }
})();
await writeLog(child.stdin);
await reading;
stop();
for (const key of [...expected].slice(0, 5)) console.error(`not found: ${key}`);
const { records, bytes, warnings } = summary;
const isExact = wrong === 0 && expected.size === 0 && records === conversations * RECORDS;
console.log(
  [
    `${records} records, ${conversations} conversations, ${(bytes / 1e6).toFixed(0)} MB: ${isExact ? 'exact' : 'NOT EXACT'}, ${warnings} problems`,
    `validate: ${seen.seconds.toFixed(0)} s of processor time, ${((performance.now() - start) / 1000).toFixed(0)} s in all`,
    `peak memory ${seen.peakMb.toFixed(0)} MB, temporary files ${seen.temporaryMb.toFixed(0)} MB`,
  ].join('\n'),
);
process.exitCode = isExact ? 0 : 1;
