import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { messagesIn } from '../any-value.js';
import { decoded, objectIn, objectsIn, textIn, wordIn } from '../values.js';
import type { OtelEvent } from './otel-spans.js';
import { bodyOf, listIn, nested } from './otel-spans.js';

/** The messages of a span: what the model or the agent was given, and what it gave back. */
export interface SpanMessages {
  readonly input: readonly unknown[] | undefined;
  readonly outputs: readonly unknown[] | undefined;
  /** Whether something was recorded that cannot be read, such as JSON that was cut off. */
  readonly isUnreadable: boolean;
}

type Sides = Pick<SpanMessages, 'input' | 'outputs'>;

/** The event that holds the messages of a whole call. */
export const DETAILS = 'gen_ai.client.inference.operation.details';
const EVENT_ROLES: Readonly<Record<string, string>> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
};

/** Attributes that hold messages, by all generations. */
export const CONTENT_KEYS =
  /^(?:gen_ai\.(?:input|output)(?:\.messages)?$|gen_ai\.system_instructions$|gen_ai\.(?:prompt|completion)(?:$|\.\d)|gen_ai\.tool\.(?:definitions|call\.|args|message)|llm\.(?:input|output)_messages\.|llm\.(?:prompts|completions)|(?:input|output)\.value$|ai\.(?:prompt|response|result|toolCall)\b|gcp\.vertex\.agent\.(?:llm_|tool_)|traceloop\.entity\.(?:in|out)put|langfuse\.(?:observation|trace)\.(?:in|out)put|pydantic_ai\.|all_messages|final_result|events$|llm\.request\.functions|llm\.tools\.)/;

const systemFor = (given: unknown): unknown[] =>
  given === undefined || given === null || given === '' ? [] : [{ role: 'system', content: '' }];

/** The conventions from 1.37 on. */
function current(attributes: JsonObject): Sides | undefined {
  const [input, outputs] = ['gen_ai.input.messages', 'gen_ai.output.messages'].map((key) => attributes[key]);
  if (input === undefined && outputs === undefined) return undefined;
  const system = systemFor(attributes['gen_ai.system_instructions']);
  const listed = listIn(input);
  return {
    input: listed === undefined ? undefined : [...system, ...listed],
    outputs: listIn(outputs) ?? outputOf(attributes),
  };
}

/** `gen_ai.output`, which any-agent writes beside `gen_ai.input.messages`. */
function outputOf(attributes: JsonObject): unknown[] | undefined {
  const output = attributes['gen_ai.output'];
  const calls = objectsIn(decoded(output));
  if (calls.some((call) => 'tool.name' in call)) return [{ role: 'assistant', parts: calls }];
  const text = textIn(output);
  return text === undefined ? undefined : [{ role: 'assistant', content: text }];
}

/** The conventions to 1.36: an event for each message. */
function byEvents(events: readonly OtelEvent[]): Sides | undefined {
  const input: JsonObject[] = [];
  const outputs: JsonObject[] = [];
  for (const event of events) {
    const role = EVENT_ROLES[event.name];
    if (role === undefined && event.name !== 'gen_ai.choice') continue;
    const body = bodyOf(event);
    if (role !== undefined) input.push(messageIn(body, role));
    else
      outputs.push(
        messageIn(objectIn(body['message']) ?? { ...body, content: body['message'] ?? body['content'] }, 'assistant'),
      );
  }
  if (input.length + outputs.length === 0) return undefined;
  return { input, outputs: outputs.length === 0 ? undefined : outputs };
}

/** The message that the body of an event is. `role`: the one that the name of the event states. */
function messageIn(body: JsonObject, role: string): JsonObject {
  const own = textIn(body['role']);
  const { content } = body;
  // Bedrock’s blocks come as JSON.
  const parts = typeof content === 'string' ? decoded(content) : content;
  return {
    ...body,
    role: role === 'user' || own === undefined ? role : own,
    content: Array.isArray(parts) && parts.every(isObject) ? parts : content,
  };
}

/** Earlier still: a prompt and a completion as JSON in an event. */
function byContentEvents(events: readonly OtelEvent[]): Sides | undefined {
  const find = (name: string, key: string): unknown => events.find((event) => event.name === name)?.attributes[key];
  const input = messagesIn(find('gen_ai.content.prompt', 'gen_ai.prompt'), 'input');
  const outputs = messagesIn(find('gen_ai.content.completion', 'gen_ai.completion'), 'output');
  return input === undefined && outputs === undefined ? undefined : { input, outputs };
}

/** OpenLLMetry: `gen_ai.prompt.<n>.content`. */
function flattened(attributes: JsonObject): Sides | undefined {
  const input =
    nested(attributes, 'gen_ai.prompt') ??
    nested(attributes, 'llm.prompts') ??
    messagesIn(attributes['gen_ai.prompt'], 'input');
  const outputs =
    nested(attributes, 'gen_ai.completion') ??
    nested(attributes, 'llm.completions') ??
    messagesIn(attributes['gen_ai.completion'], 'output');
  if (input === undefined && outputs === undefined) return undefined;
  return {
    input: input?.map((one) => withRole(one, 'user')),
    outputs: outputs?.map((one) => withRole(one, 'assistant')),
  };
}

function withRole(message: unknown, role: string): unknown {
  return isObject(message) && textIn(message['role']) === undefined ? { ...message, role } : message;
}

/** OpenInference: `llm.input_messages.<n>.message.content`, `input.value`. `isModel`: whether the span is a call of a model. */
function openInference(attributes: JsonObject, isModel: boolean): Sides | undefined {
  const input = nested(attributes, 'llm.input_messages')?.map(inferenceMessage);
  const outputs = nested(attributes, 'llm.output_messages')?.map(inferenceMessage);
  const values = [
    input ?? messagesIn(attributes['input.value'], 'input'),
    outputs ?? messagesIn(attributes['output.value'], 'output'),
  ];
  if (values.every((side) => side === undefined)) return undefined;
  const [given, back] = values;
  // What a model was asked stands in messages, or in the request of an API: any other text may be of the application.
  return isModel || given !== undefined || back !== undefined ? { input: given, outputs: back } : undefined;
}

function inferenceMessage(wrapped: unknown): unknown {
  const message = isObject(wrapped) ? (wrapped['message'] ?? wrapped) : wrapped;
  if (!isObject(message)) return message;
  const { contents, tool_calls: calls, content, ...rest } = message;
  const parts = objectsIn(contents).map((one) => inferencePart(objectIn(one['message_content']) ?? one));
  const listed = objectsIn(calls).map((one) => inferenceCall(objectIn(one['tool_call']) ?? one));
  return {
    ...rest,
    content: parts.length > 0 ? parts : content,
    ...(listed.length > 0 ? { tool_calls: listed } : {}),
  };
}

/** Dots in the names of parts and calls, such as `image.image.url`, were taken for nesting. */
function inferencePart(part: JsonObject): JsonObject {
  const image = objectIn(objectIn(part['image'])?.['image']);
  return image === undefined ? part : { type: 'image_url', image_url: image['url'] };
}

function inferenceCall(call: JsonObject): JsonObject {
  return { id: call['id'], type: 'function', function: call['function'] };
}

/** The AI SDK’s telemetry. */
function aiSdk(attributes: JsonObject): Sides | undefined {
  const input = messagesIn(attributes['ai.prompt.messages'], 'input') ?? messagesIn(attributes['ai.prompt'], 'input');
  const text = textIn(attributes['ai.response.text'] ?? attributes['ai.result.text']);
  const calls = objectsIn(decoded(attributes['ai.response.toolCalls'] ?? attributes['ai.result.toolCalls']));
  if (input === undefined && text === undefined && calls.length === 0) return undefined;
  const parts = [...(text === undefined ? [] : [{ type: 'text', text }]), ...calls];
  return { input, outputs: parts.length === 0 ? undefined : [{ role: 'assistant', parts }] };
}

function values(attributes: JsonObject, prefix: string, names: readonly [string, string]): Sides | undefined {
  const [input, outputs] = [
    messagesIn(attributes[`${prefix}${names[0]}`], 'input'),
    messagesIn(attributes[`${prefix}${names[1]}`], 'output'),
  ];
  return input === undefined && outputs === undefined ? undefined : { input, outputs };
}

/** Events as JSON in an attribute, as Pydantic AI writes them. */
function encodedEvents(attributes: JsonObject): OtelEvent[] {
  return objectsIn(decoded(attributes['events'])).map((body) => ({
    name: wordIn(body['event.name']),
    attributes: {},
    body,
    time: undefined,
  }));
}

/** The messages of a span, by the newest generation of the conventions or the first dialect that it has. */
export function messagesOf(attributes: JsonObject, given: readonly OtelEvent[], isModel: boolean): SpanMessages {
  const details = given.find(({ name }) => name === DETAILS);
  const events = [...given, ...encodedEvents(attributes)];
  const found =
    current(attributes) ??
    (details && (current(details.attributes) ?? current(bodyOf(details)))) ??
    byEvents(events) ??
    byContentEvents(events) ??
    flattened(attributes) ??
    aiSdk(attributes) ??
    openInference(attributes, isModel) ??
    values(attributes, 'gcp.vertex.agent.', ['llm_request', 'llm_response']) ??
    values(attributes, 'langfuse.observation.', ['input', 'output']) ??
    (attributes['gen_ai.output'] === undefined ? undefined : { input: undefined, outputs: outputOf(attributes) });
  const recorded = ['gen_ai.input.messages', 'gen_ai.output.messages'].map((key) => textIn(attributes[key]));
  const isUnreadable = recorded.some((text) => text !== undefined && listIn(text) === undefined);
  return { input: found?.input, outputs: found?.outputs, isUnreadable };
}
