import type { Explanations } from '../explanation.js';

const EVENT = '{"type":"track","event":"Conversation Started","userId":"u1","properties":{"conversationId":"c1"}}';

const GOOD_BATCH = `POST /v1/batch

{ "batch": [ {
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
} ] }`;

/** Why the rules about requests speak up: only `listen` sees those, so that the examples are requests, and no logs. */
export const REQUEST_TEXTS: Explanations<'request'> = {
  'request/too-large': {
    meaning:
      'The body of a request to `listen` is larger than Segment takes: 32 KB for one call, 500 KB for a batch, unpacked. Every event of the batch has the problem.',
    why: 'Segment answers 400, and all events of the request are lost.',
    bad: {
      shown: `POST /v1/batch

{ "batch": [ … events of 600,000 bytes together … ] }`,
      log: () =>
        `POST /v1/batch\n\n{"batch":[${Array.from({ length: 2000 }, () => EVENT).join(`,${' '.repeat(200)}`)}]}`,
    },
    good: GOOD_BATCH,
    fix: 'Let the client send smaller batches; a single event that is too long needs its longest text shortened.',
  },
  'request/too-many-events': {
    meaning: 'A batch that came to `listen` has more than 2,500 events. Every one of them has the problem.',
    why: 'Segment answers 200, as if all were well, and drops the whole batch.',
    bad: {
      shown: `POST /v1/batch

{ "batch": [ … 2,501 events … ] }`,
      log: () => `POST /v1/batch\n\n{"batch":[${Array.from({ length: 2501 }, () => EVENT).join(',')}]}`,
    },
    good: GOOD_BATCH,
    fix: 'Let the client send smaller batches.',
  },
  'request/not-a-batch': {
    meaning: 'A request to `/v1/batch` has no array `batch` in its body. What it has is judged as one event.',
    why: 'Segment finds no event in it, and answers 200 all the same.',
    bad: `POST /v1/batch

{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: GOOD_BATCH,
    fix: 'Send `{"batch": [ … ]}`, or one event to the path of its call: `/v1/track`, `/v1/identify` and so on.',
  },
  'request/bad-encoding': {
    meaning:
      'The `Content-Encoding` of a request to `listen` says gzip, and its body is something else or only a part; or it names an encoding that is not read.',
    why: 'Nobody can read the events in it.',
    bad: `POST /v1/track
Content-Encoding: br

{
  "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: `POST /v1/track

{
  "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Pack the whole body with gzip and say so, or do neither.',
  },
  'request/type-mismatch': {
    meaning:
      'The body of a request to `listen` says that it is another call than the one its path is for. The path counts.',
    why: 'Segment goes by the path: an identify call at `/v1/track` changes no user.',
    bad: `POST /v1/track

{
  "type": "identify", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: `POST /v1/track

{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Send it to the path of its call, or correct its type.',
  },
};
