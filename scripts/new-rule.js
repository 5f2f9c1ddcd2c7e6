// Makes the files of a rule about one record: npm run new-rule <group>/<name>. docs/contributing/adding-a-rule.md says what is left to do.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} id */
function nameOf(id) {
  return id.replace(/[-/](\w)/g, (_, letter) => letter.toUpperCase());
}

/** The rule's file: it compiles, and reports nothing until `check` says so. @param {string} id */
function ruleFile(id) {
  return `import type { Explanation, MessageOf, RecordCheck, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    // What the message needs to know: names, kinds, lengths and counts, never a value from the log.
    '${id}': Record<never, never>;
  }
}

export const rule: Rule<'${id}'> = {
  id: '${id}',
  level: 'warning',
  summary: 'TODO: the problem in a few words',
};

export const message: MessageOf<'${id}'> = (_, path) => ({
  message: \`\${path} TODO: what is wrong\`,
  hint: 'TODO: what to do about it',
});

/** TODO: when the rule reports a problem, and when it does not. */
export const check: RecordCheck = ({ value }) =>
  'TODO' in value ? { rule: '${id}', pointer: '/TODO', details: {} } : undefined;

export const explanation: Explanation = {
  meaning: 'TODO: when the rule reports a problem, and when it does not.',
  why: 'TODO: the consequences of leaving the problem as it is.',
  bad: \`{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }, "TODO": 1
}\`,
  good: \`{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}\`,
  fix: 'TODO',
};
`;
}

/** Adds a line behind the last one of the rule's group, or behind the last line of all. @param {string} block @param {string} line @param {string} id */
function addLine(block, line, id) {
  const lines = block.split('\n');
  const group = `${id.slice(0, id.indexOf('/'))}/`;
  const ofGroup = lines.findLastIndex((one) => one.includes(`'${group}`) || one.includes(`'./${group}`));
  const last = ofGroup === -1 ? lines.findLastIndex((one) => /^(?: {2}'|import \* as )/.test(one)) : ofGroup;
  return lines.toSpliced(last + 1, 0, line).join('\n');
}

/** Adds the rule to every list of src/rules/rules.ts. @param {string} text @param {string} id */
function withRule(text, id) {
  const name = nameOf(id);
  const lists = { RULES: 'rule', MESSAGES: 'message', RECORD_CHECKS: 'check', EXPLANATIONS: 'explanation' };
  const start = text.indexOf('// The lists are apart');
  let changed = addLine(text.slice(0, start), `import * as ${name} from './${id}.js';`, id) + text.slice(start);
  for (const [list, member] of Object.entries(lists)) {
    const from = changed.indexOf(`export const ${list}:`);
    const to = changed.indexOf('\n};', from);
    changed =
      changed.slice(0, from) +
      addLine(changed.slice(from, to), `  '${id}': ${name}.${member},`, id) +
      changed.slice(to);
  }
  return changed;
}

/** A record for a fixture, which says by its conversationId which case it is. @param {string} conversationId @param {boolean} bad */
function record(conversationId, bad) {
  const properties = { conversationId, messageId: 'm1', message_body: 'Where is my order?' };
  const track = { type: 'track', event: 'Message Sent', userId: 'u1', properties };
  return `${JSON.stringify(bad ? { ...track, TODO: 1 } : track)}\n`;
}

const [id = ''] = process.argv.slice(2);
const list = `${root}src/rules/rules.ts`;
const rules = await readFile(list, 'utf8');
if (!/^[a-z]+(?:-[a-z]+)*\/[a-z]+(?:-[a-z]+)*$/.test(id)) {
  process.stderr.write('usage: npm run new-rule <group>/<name>, such as time/long-ago\n');
  process.exitCode = 2;
} else if (rules.includes(`'./${id}.js'`)) {
  process.stderr.write(`there is a rule ${id} already\n`);
  process.exitCode = 2;
} else {
  const fixtures = `fixtures/rules/${id}`;
  /** @type {Record<string, string>} */
  const files = {
    [`src/rules/${id}.ts`]: ruleFile(id),
    [`${fixtures}/good.ndjson`]: record('as-usual', false),
    [`${fixtures}/bad.ndjson`]: ['first-case', 'second-case', 'third-case'].map((name) => record(name, true)).join(''),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(`${root}${path.slice(0, path.lastIndexOf('/'))}`, { recursive: true });
    await writeFile(`${root}${path}`, text, { flag: 'wx' });
    process.stdout.write(`made     ${path}\n`);
  }
  await writeFile(list, withRule(rules, id));
  process.stdout.write(`changed  src/rules/rules.ts\nnext     docs/contributing/adding-a-rule.md\n`);
}
