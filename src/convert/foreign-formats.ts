import { isObject } from '../record/record.js';
import { decoded, objectIn, objectsIn, wordIn } from './values.js';

/** A format that no reader reads; the message that refuses a file names it. */
interface ForeignFormat {
  readonly title: string;
  readonly isOf: (record: Record<string, unknown>) => boolean;
}

/** The record, and what stands in it as a request or a response. */
function sidesOf(record: Record<string, unknown>): Record<string, unknown>[] {
  const named = ['request', 'response', 'body', 'input', 'output', 'requestBody', 'responseBody'];
  const sides = named.map((name) => decoded(record[name])).filter(isObject);
  return [record, ...sides, ...sides.map((side) => decoded(side['body'])).filter(isObject)];
}

const hasParts = (value: unknown): boolean => isObject(value) && Array.isArray(value['parts']);
const hasUntypedBlocks = (message: Record<string, unknown>): boolean =>
  objectsIn(message['content']).some((block) => block['type'] === undefined && !('parts' in block));

function isGemini(side: Record<string, unknown>): boolean {
  return (
    objectsIn(side['contents']).some(hasParts) ||
    objectsIn(side['candidates']).some((candidate) => hasParts(candidate['content']))
  );
}

function isBedrock(side: Record<string, unknown>): boolean {
  const message = objectIn(objectIn(side['output'])?.['message']) ?? {};
  return objectsIn(side['messages']).some(hasUntypedBlocks) || hasUntypedBlocks(message);
}

function isShareGptTurn({ from, value }: Record<string, unknown>): boolean {
  return (
    typeof from === 'string' &&
    /^(?:human|gpt|system|user|assistant|chatgpt|bing|bard|tool)/.test(from) &&
    typeof value === 'string'
  );
}

const FORMATS: readonly ForeignFormat[] = [
  { title: 'a Claude export', isOf: ({ chat_messages: messages }) => Array.isArray(messages) },
  {
    title: 'a session of Claude Code',
    isOf: (record) => 'sessionId' in record && 'uuid' in record && 'parentUuid' in record,
  },
  {
    title: 'a session of Codex',
    isOf: ({ type, payload }) =>
      isObject(payload) && /^(?:session_meta|response_item|event_msg|turn_context)$/.test(wordIn(type)),
  },
  {
    title: 'ShareGPT data',
    // A record that holds nothing else is read as a page of turns.
    isOf: (record) => isShareGptTurn(record) || objectsIn(record['conversations']).some(isShareGptTurn),
  },
  {
    title: 'an Intercom conversation',
    isOf: ({ type, conversation_parts: parts }) => type === 'conversation' && parts !== undefined,
  },
  { title: 'a tracker of Rasa', isOf: (record) => 'sender_id' in record && Array.isArray(record['events']) },
  {
    title: 'a log of Dialogflow',
    isOf: (record) =>
      sidesOf(record).some((side) => isObject(side['queryResult'])) || Array.isArray(record['interactions']),
  },
  {
    title: 'a log of Inspect',
    isOf: (record) => isObject(record['eval']) && (Array.isArray(record['samples']) || 'plan' in record),
  },
  {
    title: 'an agent’s trajectory (ATIF)',
    isOf: ({ schema_version: version, steps }) => wordIn(version).startsWith('ATIF') && Array.isArray(steps),
  },
  {
    title: 'a recording of a browser (HAR)',
    isOf: (record) => Array.isArray(objectIn(record['log'])?.['entries']),
  },
  { title: 'calls of Google Gemini', isOf: (record) => sidesOf(record).some(isGemini) },
  { title: 'calls of Amazon Bedrock’s Converse API', isOf: (record) => sidesOf(record).some(isBedrock) },
];

/** What a record is of, if its format is known but not read. Never throws. */
export function foreignFormat(value: unknown): string | undefined {
  return isObject(value) ? FORMATS.find(({ isOf }) => isOf(value))?.title : undefined;
}
