import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHELLS } from '../../src/cli/commands/completion/scripts.js';
import type { ShellSession } from './type-in-shell.js';
import { isInstalled, startShell } from './type-in-shell.js';

const TAB = '\t';
/** Ctrl-U: throws away what was typed. */
const AWAY = '\u0015';

type Line = readonly [what: string, typed: string, args: readonly string[]];

/** fish itself completes no word that holds a `*`, quoted or not. */
const PATTERN: Line = [
  'a pattern',
  `copilot-events validate --rule track/\\*${TAB}of${TAB}`,
  ['validate', '--rule', 'track/*=off'],
];

describe.each(SHELLS)('completion in %s', (shell) => {
  const here = isInstalled(shell);
  if (!here)
    process.stderr.write(`\n${shell} is not installed, so completion in it is NOT tested here; .ci/run installs it\n`);
  let session: ShellSession;
  beforeAll(async () => {
    if (here) session = await startShell(shell, ['log.ndjson', 'precious']);
  });
  afterAll(() => session?.close());

  const lines: readonly Line[] = [
    ['a command', `copilot-events vali${TAB}--version`, ['validate', '--version']],
    ['an option', `copilot-events validate --max-w${TAB}0`, ['validate', '--max-warnings', '0']],
    ['a rule', `copilot-events explain segment/event${TAB}`, ['explain', 'segment/event-too-large']],
    [
      'a rule and its level',
      `copilot-events validate --rule track/missing-c${TAB}w${TAB}`,
      ['validate', '--rule', 'track/missing-conversation-id=warning'],
    ],
    ['a format', `copilot-events validate -f nd${TAB}`, ['validate', '-f', 'ndjson']],
    ['a file for a format', `copilot-events validate -f json=lo${TAB}`, ['validate', '-f', 'json=log.ndjson']],
    ['an event, with its space', `copilot-events emit Message\\ S${TAB}`, ['emit', 'Message Sent']],
    ['an event in quotes', `copilot-events emit "Message S${TAB}`, ['emit', 'Message Sent']],
    [
      'a field of an event',
      `copilot-events emit "Message Sent" conv${TAB}c1 mes${TAB}I${TAB}m1`,
      ['emit', 'Message Sent', 'conversationId=c1', 'messageId=m1'],
    ],
    ...(shell === 'fish' ? [] : [PATTERN]),
    ['a file', `copilot-events validate lo${TAB}`, ['validate', 'log.ndjson']],
    [
      'a file of an option',
      `copilot-events validate --valid-out prec${TAB}lo${TAB}`,
      ['validate', '--valid-out', 'precious', 'log.ndjson'],
    ],
  ];

  it.skipIf(!here).each(lines)('the shell completes %s', async (_, line, args) => {
    expect(await session.type(line)).toEqual(args);
  });

  it.skipIf(!here)('completion neither runs nor writes anything that is only typed', async () => {
    const typed = `copilot-events emit > precious --us${TAB}${AWAY}copilot-events emit "$(touch ran)" --us${TAB}${AWAY}`;
    expect(await session.type(`${typed}copilot-events done`)).toEqual(['done']);
    expect(readFileSync(join(session.folder, 'precious'), 'utf8')).toBe('untouched\n');
    expect(existsSync(join(session.folder, 'ran'))).toBe(false);
  });
});
