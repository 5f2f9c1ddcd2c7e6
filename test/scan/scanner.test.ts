import { beforeAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../../src/rules/catalog.js';
import { RECORD_RULES } from '../../src/rules/record-rules.js';
import { hasBit } from '../../src/scan/rule-bits.js';
import { bothPaths, TODAY } from './both-paths.js';

type Compare = Awaited<ReturnType<typeof bothPaths>>['compare'];

const SENT =
  '{"type":"track","event":"Message Sent","userId":"u1","properties":{"conversationId":"c1","messageId":"m1","message_body":"hi"}}';
const with_ = (from: string, to: string): string => {
  if (!SENT.includes(from)) throw new Error(`no ${from}`);
  return SENT.replace(from, to);
};

/** Records that have to be accepted: a scanner that accepts too little is slow, and nothing else would show it. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'a plain one': SENT,
  'one with its event last':
    '{"properties":{"conversationId":"c1","messageId":"m1","message_body":"hi"},"userId":"u1","event":"Message Sent","type":"track"}',
  'white space everywhere': SENT.replace(/([{}:,])/g, ' $1\t').replaceAll('\t}', '}'),
  'escapes in a value': with_('"hi"', '"\\u00fc \\n \\"quoted\\" \\ud83d\\ude00"'),
  'characters of several bytes': with_('"hi"', '"Größe 配送 😀"'),
  'a null beside a usable id': with_('"userId":"u1"', '"userId":null,"anonymousId":"a1"'),
  'further fields': with_('"userId"', '"context":{"a":[1,2.5,-3,1e-7,true,null,{"b":[]}]},"userId"'),
  'further properties': with_('"messageId"', '"Größe":1,"xyz":{"content":2},"messageId"'),
  'an alias beside its field': with_('"messageId"', '"content":"x","message_id":"y","messageId"'),
  'the first second of 2000': with_('"userId"', '"timestamp":"2000-01-01T00:00:00Z","userId"'),
  'ids that begin like the text of a missing value': with_('"u1"', '"none"')
    .replace('"m1"', '"nu1"')
    .replace('"c1"', '"undefined-1"'),
  'a message id of 100 characters': with_('"userId"', `"messageId":"${'ü'.repeat(100)}","userId"`),
  'a date-time with an offset': with_('"userId"', '"timestamp":"2024-05-15T15:00:04.250+02:00","userId"'),
  'an almost unsafe number': with_('"userId"', '"n":999999999999999,"userId"'),
  'an identify call': '{"type":"identify","userId":"u1","traits":{"plan":"pro"}}',
  'a group call': '{"type":"group","userId":"u1","groupId":"g1"}',
  'a rating':
    '{"type":"track","event":"Feedback Submitted","userId":"u1","properties":{"conversationId":"c","messageId":"m","rating":4.5}}',
  'a count':
    '{"type":"track","event":"Conversation Ended","userId":"u1","properties":{"conversationId":"c","message_count":0}}',
  'a delivery that is null': with_('"userId"', '"integrations":{"Segment.io":null},"userId"'),
  'a delivery with options': with_('"userId"', '"integrations":{"Segment.io":{"x":0}},"userId"'),
  'a delivery that is on': with_('"userId"', '"integrations":{"All":false,"Segment.io":true},"userId"'),
};

/** Records in which something is wrong, and some in which it only might be: none may be accepted. */
const DECLINED: Readonly<Record<string, string>> = {
  'no JSON': SENT.slice(0, -1),
  'a text after the record': `${SENT} {}`,
  'an array': `[${SENT}]`,
  'a key twice': with_('"userId":"u1"', '"userId":"u1","userId":"u1"'),
  'a key twice, deep within': with_('"messageId"', '"x":{"y":[{"a":1,"b":2,"a":1}]},"messageId"'),
  'a key with an escape': with_('"userId"', '"user\\u0049d"'),
  'an event with an escape': with_('Message Sent', 'Message\\u0020Sent'),
  'half a surrogate pair': with_('"hi"', '"\\ud83d"'),
  'half a surrogate pair before another escape': with_('"hi"', '"\\ud83d\\u0041"'),
  'half a surrogate pair before the first unit behind the other halves': with_('"hi"', '"\\ud83d\\ue000"'),
  'the other half': with_('"hi"', '"\\ude00"'),
  'a control character': with_('"hi"', '"h\ti"'),
  'an unknown escape': with_('"hi"', '"\\x41"'),
  'a number that loses digits': with_('"userId"', '"n":9007199254740993,"userId"'),
  'a number beyond all': with_('"userId"', '"n":1e400,"userId"'),
  'a leading zero': with_('"userId"', '"n":01,"userId"'),
  'no identity': with_('"userId":"u1"', '"userId":null'),
  'an empty id': with_('"u1"', '""'),
  'a missing field': with_('"messageId":"m1",', ''),
  'a field of another type': with_('"m1"', '7'),
  'no properties': '{"type":"track","event":"Message Sent","userId":"u1"}',
  'properties that are none': with_('"properties":{', '"properties":[{').replace(/\}$/, ']}'),
  'a day that does not exist': with_('"userId"', '"timestamp":"2023-02-29T15:00:04Z","userId"'),
  'a time without offset': with_('"userId"', '"timestamp":"2024-05-15T15:00:04","userId"'),
  'the day after tomorrow': with_(
    '"userId"',
    `"timestamp":"${new Date(TODAY + 25 * 3_600_000).toISOString()}","userId"`,
  ),
  'a time before 2000': with_('"userId"', '"timestamp":"1999-12-31T23:59:59Z","userId"'),
  'the text of a missing value as userId': with_('"u1"', '"undefined"'),
  'the text of a missing value as anonymousId': with_('"userId"', '"anonymousId":"null","userId"'),
  'the text of a missing value as the id of a message': with_('"m1"', '"NaN"'),
  'the text of a missing object as the id of a conversation': with_('"c1"', '"[object Object]"'),
  'a message id of 101 characters': with_('"userId"', `"messageId":"${'ü'.repeat(101)}","userId"`),
  'action for type': with_('"type"', '"action"'),
  'no type': with_('"type":"track",', ''),
  'another type': with_('"track"', '"tracked"'),
  'properties on identify': '{"type":"identify","userId":"u1","properties":{}}',
  'a misspelled event': with_('Message Sent', 'message_sent'),
  'an outdated event': with_('Message Sent', 'Live Chat Message Sent'),
  'an event that is nearly one': with_('Message Sent', 'Message Sentt'),
  'a misplaced field': with_('"userId"', '"role":"customer","userId"'),
  'a misspelled field': with_('"messageId"', '"message-Role":"customer","messageId"'),
  'a misspelled field with a foreign letter in it': with_('"messageId"', '"role\u2013":"customer","messageId"'),
  'a Kelvin sign for a K':
    '{"type":"track","event":"Thing","userId":"u1","properties":{"conversationId":"c","message_Id":"m"}}',
  'an ordinary track without a conversation': '{"type":"track","event":"Thing","userId":"u1","properties":{}}',
  'feedback without a message':
    '{"type":"track","event":"Feedback Submitted","userId":"u1","properties":{"conversationId":"c","rating":4}}',
  'a rating in quotes':
    '{"type":"track","event":"Feedback Submitted","userId":"u1","properties":{"conversationId":"c","messageId":"m","rating":"4"}}',
  'a negative count':
    '{"type":"track","event":"Conversation Ended","userId":"u1","properties":{"conversationId":"c","message_count":-1}}',
  'more than 32 KB': with_('"hi"', `"${'x'.repeat(32 * 1024)}"`),
  'an exponent that makes it larger than it is': with_('"userId"', `"n":[${'1e20,'.repeat(6000)}1],"userId"`),
  'a delivery that is off': with_('"userId"', '"integrations":{"Segment.io":false},"userId"'),
  'a delivery that is 0': with_('"userId"', '"integrations":{"Segment.io":0},"userId"'),
  'a delivery that is -0.0': with_('"userId"', '"integrations":{"Segment.io":-0.0},"userId"'),
  'a delivery that is empty': with_('"userId"', '"integrations":{"Segment.io":""},"userId"'),
  'an event in the text of a log collector': JSON.stringify({ log: `${SENT}\n`, stream: 'stdout' }),
  'an event in the object of a search index': `{"_index":"i1","_source":${SENT}}`,
  'an event as text': JSON.stringify({ time: 1, event: SENT }),
  'an event as text in a call': JSON.stringify({ type: 'track', userId: 'u1', event: SENT, properties: undefined }),
  'an event beside the type of a queue': `{"type":"queue-message","userId":"u1","body":${SENT}}`,
  'the fields of a call in another object':
    '{"type":"track","userId":"u1","data":{"event":"Message Sent","properties":{"conversationId":"c1"}}}',
  'the fields of an identify call in another object':
    '{"type":"identify","data":{"userId":"u1","traits":{"plan":"pro"}}}',
  'a body with one call': `{"userId":"u1","batch":[${SENT}]}`,
  'too many levels': with_('"userId"', `"n":${'['.repeat(1001)}${']'.repeat(1001)},"userId"`),
  'an invalid byte': with_('"hi"', '"\u00ff"'),
};

describe('the scanner', () => {
  let compare: Compare;
  beforeAll(async () => {
    ({ compare } = await bothPaths());
  });

  it.each(Object.entries(ACCEPTED))('accepts %s', (_, text) => {
    expect(compare([Buffer.from(text)])).toMatchObject([{ accepted: true, dispute: undefined }]);
  });

  it.each(Object.entries(DECLINED))('does not accept %s', (_, text) => {
    // Latin-1 bytes are no UTF-8.
    const bytes = Buffer.from(text, text.includes('\u00ff') ? 'latin1' : 'utf8');
    expect(compare([bytes])).toMatchObject([{ accepted: false }]);
  });

  it.each([
    ['"type":"track"', /\}$/],
    ['"userId":"u1"', /\}$/],
    ['"properties":{"conversationId":"c1","messageId":"m1","message_body":"hi"}', /\}$/],
    ['"conversationId":"c1"', /\}\}$/],
    ['"message_body":"hi"', /\}\}$/],
  ])('does not accept a record that has %s twice, behind records that have it once', (member, end) => {
    const texts = [
      SENT,
      SENT,
      with_(member, `${member},${member}`),
      SENT.replace(end, (close) => `,${member}${close}`),
    ];
    expect(compare(texts.map((text) => Buffer.from(text))).map(({ accepted }) => accepted)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('accepts an event outside the spec once the full check has seen it', () => {
    const text = '{"type":"track","event":"Item Purchased","userId":"u1","properties":{"conversationId":"c1"}}';
    expect(compare([Buffer.from(text)])).toMatchObject([{ accepted: false, checked: { problems: [] } }]);
    expect(compare([Buffer.from(text)])).toMatchObject([{ accepted: true, dispute: undefined }]);
  });

  it('does not accept a record with members that it could not read again', async () => {
    // With these keys open, there is no room for one more when the event at the end determines the schema for the
    // members before.
    const keys = (count: number, last: string) =>
      `{${Array.from({ length: count - 1 }, (_, index) => `"k${index}":0,`).join('')}${last}}`;
    let nested = keys(510, '"k":0');
    for (let level = 0; level < 31; level++) nested = keys(512, `"x":${nested}`);
    const text = `{"properties":{"x":${nested},"conversationId":7,"messageId":8},"userId":"u1","event":"Message Sent","type":"track"}`;
    const off = ['segment/event-too-large', 'track/missing-conversation-id', 'track/missing-message-id'];
    const both = await bothPaths({ rules: off.map((glob) => ({ glob, level: 'off' })) });
    expect(both.compare([Buffer.from(text)])).toMatchObject([{ accepted: false, checked: { valid: false } }]);
  });

  it('accepts records that begin in different ways, one behind the other, and no others that begin like them', async () => {
    const { compare: withFacts } = await bothPaths({ wantsFacts: true });
    const begin = '{"type":"track","event":"Message Sent",';
    const sent = (opening: string): string => SENT.replace(begin, opening);
    const right = [
      SENT,
      SENT,
      sent('{ "type": "track", "event": "Message Sent",'),
      SENT.replaceAll('Sent', 'Received'),
      SENT,
      sent('{"event":"Message Sent","type":"track",'),
      sent('{"messageId":"e1","type":"track","event":"Message Sent",'),
      sent(`{${' '.repeat(100)}"type":"track","event":"Message Sent",`),
      '{"type":"track","event":"Conversation Started","userId":"u1","properties":{"conversationId":"c1"}}',
      SENT,
    ];
    const wrong = [
      '{"type":"track","event":"Message Sent"}',
      sent(`${begin}"event":"Message Sent",`),
      sent('{"type":"track","event":"Message\\u0020Sent",'),
      sent('{"type":"track","event":"Message Sent" "x":1,'),
      sent('{"type":"track","event":"",'),
      sent('{"type":"track","event":"message_sent",'),
      sent('{"type":"pageview","event":"Message Sent",'),
      sent(begin).replace('"c1"', '1'),
    ];
    const texts = [...right, ...wrong.flatMap((text) => [text, SENT])];
    for (const { bytes, accepted, dispute } of withFacts(texts.map((text) => Buffer.from(text)))) {
      expect([`${bytes}`, accepted, dispute]).toEqual([`${bytes}`, !wrong.includes(`${bytes}`), undefined]);
    }
  });

  it.each(['\n', '\r\n'])('does not accept a record with a line break %j between its members', (lineBreak) => {
    const texts = [SENT, SENT.replaceAll(',', `,${lineBreak}`), SENT.replace(/\}$/, `${lineBreak}}`), SENT];
    const compared = compare(texts.map((text) => Buffer.from(text)));
    expect(compared.map(({ accepted }) => accepted)).toEqual([true, ...Array(8).fill(false), true]);
  });

  it('cuts lines, blank lines, carriage returns and record separators as LineSplitter does', () => {
    const texts = ['', ' \t', SENT, '\r', `\u001e${SENT}\r`, `${SENT}\r\r`, '\u001e', `\u001e\u001e${SENT}`];
    const compared = compare(texts.map((text) => Buffer.from(text)));
    expect(compared.map(({ bytes, accepted, checked }) => [bytes.toString(), accepted, checked.raw.line])).toEqual([
      [SENT, true, 3],
      [SENT, true, 5],
      [`${SENT}\r`, true, 6],
      [`\u001e${SENT}`, false, 8],
    ]);
  });

  it.each([
    ['message_body', '"hi"'],
    ['messageId', '"m1"'],
    ['userId', '"u1"'],
    ['event', '"Message Sent"'],
  ])('the scanner reads a text with escapes that nearly fills its window, as %s', async (_, value) => {
    const { compare } = await bothPaths();
    for (const length of [190_000, 260_000, 400_000, 500_000]) {
      const record = Buffer.from(with_(value, `"${'x'.repeat(20)}${'\\n'}${'y'.repeat(length)}"`));
      for (const { dispute } of compare([record])) expect(dispute).toBeUndefined();
    }
  });

  it('has a bit for every record rule but the one about personal data', () => {
    expect(RECORD_RULES.map(({ id }) => id).filter((rule) => !hasBit(rule))).toEqual(['privacy/personal-data']);
    const ofRecords = /^(?:call|event|property|track|feedback|segment|time|value)\//;
    const silent = Object.keys(CATALOG).filter((rule) => ofRecords.test(rule) && !hasBit(rule));
    // Of the first two the scanner says no, whatever they are set to; the last one is about several records.
    expect(silent).toEqual(['call/missing-identity', 'call/unknown-type', 'segment/duplicate-message-id']);
  });

  it('accepts a record that only a rule that is off would report', async () => {
    const { compare: lenient } = await bothPaths({ rules: [{ glob: 'call/action-as-type', level: 'off' }] });
    expect(lenient([Buffer.from(DECLINED['action for type'] ?? '')])).toMatchObject([
      { accepted: true, dispute: undefined },
    ]);
  });
});

describe('the facts that the scanner extracts are those of the full check', () => {
  const withTime = (time: string): string => with_('"userId"', `"timestamp":"${time}","userId"`);
  const facts: Readonly<Record<string, string>> = {
    ...Object.fromEntries(
      [
        ...[
          '2024-05-15T15:00:04Z',
          '2024-05-15t15:00:04.1z',
          '2024-05-15T15:00:04.000-11:30',
          '2024-02-29T23:59:59.12Z',
        ],
        ...[
          '2024-05-15T15:00:04.123456789+23:59',
          '2024-05-15T15:00:04.0001Z',
          '2024-05-15T15:00:04.12345678901234567Z',
        ],
        ...['2024-05-15T15:00:04.99999999999999999999999Z', '2024-05-15T15:00:04.00000000000000000001Z'],
      ].map((time) => [`of a record of ${time}`, withTime(time)]),
    ),
    'where characters of several bytes come first': withTime('2024-05-15T15:00:04Z').replace('{', '{"größe":"😀é配",'),
    'where they come between the values': with_('"messageId"', '"größe":"😀é配","messageId"'),
    'where white space surrounds the record': ` ${SENT.replace(/([{}:,])/g, ' $1\t')} `,
    'where a value is longer than a row has room for': with_('"m1"', `"${'m'.repeat(5000)}"`),
    ...Object.fromEntries(
      ['\\u0041', '\\u007f', '\\u0080', '\\u07ff', '\\u0800', '\\uffff', '\\ud800\\udc00', '\\udbff\\uDFFF'].map(
        (written) => [
          `where a text has the escape ${written}`,
          with_('"hi"', `"${'x'.repeat(20)}${written}${'y'.repeat(20)}${written}"`).replace('{', '{"messageId":"e1",'),
        ],
      ),
    ),
    'where a text has all short escapes': with_('"hi"', '"\\b\\f\\n\\r\\t\\"\\\\\\/"').replace(
      '{',
      '{"messageId":"e1",',
    ),
    'where the messageId of the call comes before its type': SENT.replace('{', '{"messageId":"e1",'),
  };
  it.each(Object.entries(facts))('%s', async (_, text) => {
    const { compare } = await bothPaths({ wantsFacts: true });
    const [compared] = compare([Buffer.from(text)]);
    expect(compared?.dispute).toBeUndefined();
    expect(compared?.accepted).toBe(true);
  });

  it.each([
    ['without an id of the user', with_('"userId":"u1",', '')],
    ['with a timestamp that is a number', with_('"userId"', '"timestamp":1715785204,"userId"')],
    ['with a message id that is a number', with_('"m1"', '42')],
    ['with an event in another spelling', with_('Message Sent', 'message_sent')],
    ['without an event', with_('"event":"Message Sent",', '')],
    ['with an event that is a number', with_('"Message Sent"', '42')],
    ['with an empty event', with_('Message Sent', '')],
    ['without a type', with_('"type":"track",', '')],
    ['of a 60th second', with_('"userId"', '"timestamp":"2016-12-31T23:59:60Z","userId"')],
    ['with the wrong name for its messageId', with_('"messageId"', '"message_id"')],
  ])('of a record that needs the full check: %s', async (_, text) => {
    const { compare } = await bothPaths({ wantsFacts: true });
    const bytes = Buffer.from(text.replace('{', '{"messageId":"e1",'));
    // The names of events are learned from the first.
    for (const { accepted, dispute } of compare([bytes, bytes]).concat(compare([bytes]))) {
      expect(dispute).toBeUndefined();
      expect(accepted).toBe(false);
    }
  });
});
