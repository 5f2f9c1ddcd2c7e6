/** What would run, load or lead away if a page took it for markup; each sets `hijacked` or asks for `trap`. */
const PAYLOADS: readonly string[] = [
  '</script><script>window.hijacked=1</script>',
  '<!--<script>',
  '<img src=x onerror="window.hijacked=2">',
  '<svg onload=window.hijacked=3>',
  '<iframe srcdoc="<script>parent.hijacked=4</script>"></iframe>',
  'javascript:window.hijacked=5',
  'data:text/html,<script>opener.hijacked=6</script>',
  '"><a href="javascript:window.hijacked=7" autofocus onfocus="window.hijacked=8">',
  "';window.hijacked=9;//",
  `\${window.hijacked=10}`,
  '{{constructor.constructor("window.hijacked=11")()}}',
  '</title></style></textarea><base href="//trap.test/"><link rel=stylesheet href=//trap.test/a.css>',
  '<meta http-equiv="refresh" content="0;url=http://trap.test/">',
  '<form action="http://trap.test/"><button>',
  '<style>@import "http://trap.test/b.css";*{background:url(http://trap.test/c)}</style>',
  '\u2028</SCRIPT \u0000>\u202e]]>',
];

/** A log in which every text is hostile, in records of every kind, valid and not, with values and keys. */
export function hostileLog(): string {
  const records = PAYLOADS.flatMap((text, index) => {
    const conversation = { conversationId: `${text} ${index % 4}` };
    const ids = { ...conversation, messageId: text };
    const own = { [text]: text, nested: { [text]: [text, { [text]: text }] } };
    const call = { type: 'track', userId: text, timestamp: '2024-05-15T15:00:00.000Z' };
    return [
      { ...call, event: 'Conversation Started', properties: { ...conversation, ...own } },
      { ...call, event: 'Message Sent', properties: { ...ids, message_body: text, role: text, ...own } },
      { ...call, event: 'Message Sent', properties: { ...ids, message_body: 5, role: 7, ...own } },
      { ...call, event: 'Action Invoked', properties: { ...ids, type: text, action: text }, context: own },
      { ...call, event: 'Media Generated', properties: { ...ids, type: text, sub_type: 5 } },
      { ...call, event: 'Feedback Submitted', properties: { ...ids, rating: text, comment: text } },
      { ...call, event: text, properties: { ...ids, messageId: '' }, timestamp: text },
      { ...call, event: 'Hostile Event', properties: { ...conversation, level: text } },
      { type: text, event: text, userId: text, properties: ids },
      { type: 'identify', traits: { ...own, email: text }, context: text },
    ].map((record) => JSON.stringify(record));
  });
  return [...records, ...PAYLOADS.map((text) => `{"${text.replaceAll('"', '')}": ${text}`), ''].join('\n');
}

/** A schema of the user’s own in which everything that a report may repeat is hostile. */
export function hostileSchema(): string {
  const [text = ''] = PAYLOADS;
  return JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: text,
    description: PAYLOADS.join(' '),
    type: 'object',
    required: ['event', 'properties'],
    properties: {
      event: { const: 'Hostile Event' },
      properties: {
        type: 'object',
        required: ['conversationId', 'level', text],
        properties: {
          level: { enum: [...PAYLOADS.slice(0, 5), 'low'], title: text, description: text },
          [text]: { type: 'number' },
        },
      },
    },
  });
}

/** A file’s name that is hostile, as far as a file system takes it. */
export const HOSTILE_FILE = '<img src=x onerror="window.hijacked=20">\'.ndjson';
