import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { openEventLines } from '../../src/cli/commands/listen/lines.js';
import type { Io } from '../../src/io.js';
import { builtInRegistry } from '../../src/schema/registry.js';

const UUID = '2f1c1d3e-aaaa-4bbb-8ccc-1234567890ab';
const track = (event: string, properties: object, call: object = { userId: 'u1' }) => ({
  ...{ type: 'track', event, ...call },
  properties,
});

const EVENTS: readonly object[] = [
  track('Message Sent', { conversationId: 'c_91', messageId: 'm1', message_body: 'hi' }),
  track('Feedback Submitted', { conversationId: UUID, messageId: 'm1', rating: '5' }),
  track('Message Sent', { conversation_id: 'c_91', content: 'hi' }),
  track('A long name of an event of our own, with many words in it', { conversationId: UUID }, {}),
  { log: `${JSON.stringify(track('Message Sent', {}))}\n`, stream: 'stdout' },
];

/** What `listen` prints of the events on a terminal with so many columns; undefined: into a pipe. */
async function printed(columns: number | undefined, color = false): Promise<string[]> {
  const pieces: string[] = [];
  const stream = Object.assign(
    new Writable({
      write(piece, _, done) {
        pieces.push(String(piece));
        done();
      },
    }),
    columns === undefined ? {} : { isTTY: true, columns },
  );
  const check = createCheck({ registry: builtInRegistry(), levelOf: ruleLevels([]), now: Date.now });
  const lines = await openEventLines(stream, { color }, { env: {} } as unknown as Io);
  EVENTS.forEach((event, index) => {
    lines.write(
      check({
        file: '<listen>',
        number: index + 1,
        line: index + 1,
        column: 1,
        bytes: Buffer.from(JSON.stringify(event)),
      }),
    );
  });
  await lines.drain?.();
  return pieces.join('').trimEnd().split('\n');
}

/** The lines without their breaks: what goes on below stands behind the mark. */
const joined = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .replaceAll(/\d\d:\d\d:\d\d/g, '00:00:00')
    .replaceAll(/\s+/g, ' ');

const withoutColor = (text: string): string => text.replaceAll(/\u001b\[\d+m/g, '');

describe('the lines of events on a terminal', () => {
  it.each([60, 80, 140])(
    'lines of events are at most %d columns wide, but for commands, and nothing is lost',
    async (columns) => {
      const lines = await printed(columns);
      expect(lines.filter((line) => line.length > columns && !line.includes('jq -'))).toEqual([]);
      const piped = await printed(undefined);
      expect(lines.length).toBeGreaterThan(piped.length);
      expect(joined(lines)).toBe(joined(piped));
    },
  );

  it('lines of events have the same breaks with colours', async () => {
    const plain = await printed(60);
    const coloured = await printed(60, true);
    expect(coloured.join('')).toContain('\u001b[');
    expect(withoutColor(joined(coloured))).toBe(joined(plain));
    expect(coloured.length).toBe(plain.length);
  });

  it('lines of events go on behind the mark of the first one', async () => {
    const lines = (await printed(60)).map((line) => line.replace(/^[\d:]{8}/, '12:03:05'));
    expect(lines.slice(0, 6)).toEqual([
      '12:03:05 ✔ Message Sent          c_91',
      '12:03:05 ✖ Feedback Submitted',
      '           2f1c1d3e-aaaa-4bbb-8ccc-1234567890ab',
      '           properties.rating is a string; a number is needed',
      '           schema/type',
      '           hint: send it as a number, without quotes',
    ]);
  });

  it('a line of an event stays whole in a pipe', async () => {
    const [, line = ''] = await printed(undefined);
    expect(line.slice(9)).toBe(
      `✖ Feedback Submitted    ${UUID}  properties.rating is a string; a number is needed  schema/type`,
    );
  });
});
