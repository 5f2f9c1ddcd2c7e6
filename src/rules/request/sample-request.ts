export const EVENT =
  '{"type":"track","event":"Conversation Started","userId":"u1","properties":{"conversationId":"c1"}}';

export const GOOD_BATCH = `POST /v1/batch

{ "batch": [ {
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
} ] }`;
