import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { messageSent } from '../send/run-send.js';
import { startCollector } from './start-collector.js';

const EVENT = JSON.stringify(messageSent(1));
const BATCH = JSON.stringify({ batch: [messageSent(1)] });

/** Words of hints for log files: what can be done with a file or a line cannot be done with a request. */
const FOR_LOGS =
  /--input-format|--max-record-size|\bfile\b|\blog\b|\blines?\b(?! break)|grep|\bsed\b|\bjq\b|iconv|README|str\(\)|\.json\b|cat\b/i;

/** ASCII text in UTF-32, little-endian. */
const utf32 = (text: string): Buffer => Buffer.from([...text].flatMap((char) => [char.charCodeAt(0), 0, 0, 0]));

/** Bodies that hold no event, and a part of the hint that helps. */
const BODIES: readonly (readonly [title: string, path: string, body: string | Uint8Array, hint: string | undefined])[] =
  [
    ['an empty body', '/v1/batch', '', 'send the event as JSON in the body'],
    ['a body of white space', '/v1/track', ' \n', 'send the event as JSON in the body'],
    ['a body that is cut off', '/v1/batch', BATCH.slice(0, 40), 'the body looks cut off'],
    ['form data', '/v1/track', 'data=eyJldmVudCI6MX0%3D&v=1', undefined],
    ['a web page', '/v1/track', '<html></html>', undefined],
    ['NDJSON', '/v1/batch', `${EVENT}\n${EVENT}`, 'send several events as {"batch": [ … ]} to /v1/batch'],
    ['NDJSON at the path of a call', '/v1/track', `${EVENT}\n${EVENT}\n`, 'send several events as {"batch": [ … ]}'],
    ['two events with a comma', '/v1/batch', `${EVENT},\n${EVENT}`, 'send several events as {"batch": [ … ]}'],
    ['an event with a comma behind it', '/v1/track', `${EVENT},`, 'send several events as {"batch": [ … ]}'],
    ['text before the event', '/v1/track', `POST ${EVENT}`, 'send JSON and nothing else in the body'],
    ['single quotes', '/v1/track', "{'event': 'x'}", 'write the body with a JSON library'],
    ['a Python dict', '/v1/track', '{"event": None}', 'write the body with json.dumps'],
    ['unquoted keys', '/v1/track', '{event: 1}', 'write the body with a JSON library'],
    ['unquoted text', '/v1/track', '{"event": x}', undefined],
    ['a trailing comma', '/v1/track', '{"event": "x",}', 'remove the comma'],
    ['a comment', '/v1/track', '{"event": "x" /* y */}', 'remove it'],
    ['a missing comma', '/v1/track', '{"event": "x" "y": 1}', 'add it here'],
    ['a missing colon', '/v1/track', '{"event" "x"}', undefined],
    ['a raw line break in a string', '/v1/track', '{"event": "x\ny"}', undefined],
    ['a bad escape', '/v1/track', '{"event": "\\x"}', undefined],
    ['a bad number', '/v1/track', '{"event": 01}', undefined],
    ['NaN', '/v1/track', '{"event": NaN}', undefined],
    ['a bracket too many', '/v1/track', `${EVENT}}`, undefined],
    ['a byte order mark before a broken body', '/v1/track', '\ufeff{"event": "x"', 'the body looks cut off'],
    ['an array of events', '/v1/batch', `[${EVENT},${EVENT}]`, 'send several events as {"batch": [ … ]}'],
    ['an array at the path of a call', '/v1/track', `[${EVENT}]`, 'send several events as {"batch": [ … ]}'],
    ['a body that is stringified twice', '/v1/track', JSON.stringify(EVENT), 'do not stringify the body twice'],
    ['null', '/v1/batch', 'null', 'send an object: {"batch": [ … ]}'],
    ['a number', '/v1/track', '7', 'send an object: {"event"'],
    ['an array in a batch', '/v1/batch', `{"batch":[[${EVENT}]]}`, 'each element of batch is one call'],
    ['a string in a batch', '/v1/batch', `{"batch":[${JSON.stringify(EVENT)}]}`, 'each element of batch is one call'],
    ['a batch in a batch', '/v1/batch', `{"batch":[${BATCH}]}`, 'put its calls into the outer batch'],
    [
      'a wrapped event in a batch',
      '/v1/batch',
      `{"batch":[{"log":${JSON.stringify(EVENT)}}]}`,
      'send the event itself',
    ],
    ['Latin-1', '/v1/track', Buffer.from('{"event": "\xe9"}', 'latin1'), 'send the body in UTF-8'],
    ['UTF-16', '/v1/track', Buffer.from(EVENT, 'utf16le'), 'send the body in UTF-8'],
    ['UTF-16, big-endian', '/v1/batch', Buffer.from(BATCH, 'utf16le').swap16(), 'send the body in UTF-8'],
    ['UTF-16 with a byte order mark', '/v1/track', Buffer.from(`\ufeff${EVENT}`, 'utf16le'), 'send the body in UTF-8'],
    ['UTF-32', '/v1/track', utf32(EVENT), 'send the body in UTF-8'],
    ['gzip without its header', '/v1/batch', gzipSync(BATCH), 'send the header Content-Encoding: gzip'],
    ['an object with other keys', '/v1/batch', '{"events":[{"event":"x"}]}', 'rename it to batch'],
  ];

describe('hints for request bodies', () => {
  it.each(BODIES)(
    'listen reports %s once, with a hint for requests and not for log files',
    async (title, path, body, hint) => {
      const { post, records } = await startCollector();
      await post(path, body);
      const problems = records.flatMap(({ problems: found }) => found);
      expect(problems).toHaveLength(1);
      expect(problems[0]?.severity).toBe('error');
      expect(problems[0]?.hint).not.toMatch(FOR_LOGS);
      if (hint !== undefined) expect(problems[0]?.hint).toContain(hint);
      if (/^UTF-/.test(title)) expect(problems[0]?.message).toMatch(/^the body is UTF-(?:16|32) text/);
    },
  );
});
