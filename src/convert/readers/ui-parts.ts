import type { JsonObject } from '../../record/record.js';
import { mediaOfMime, mediaOfUrl } from '../media-type.js';
import type { Action, Component, Media } from '../model.js';
import type { ReaderContext } from '../reader.js';
import { argumentsKey, idIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';
import { partsOf } from './ui-shapes.js';

/** Tools whose output is an image. */
const IMAGE_TOOL = /^image_generation$/;

/** A tool call in whichever version it is written. */
interface Call {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly state: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly isProviders: boolean;
}

function callOf(part: JsonObject): Call | undefined {
  const type = wordIn(part['type']);
  const invocation = type === 'tool-invocation' ? objectIn(part['toolInvocation']) : undefined;
  const isCall = type.startsWith('tool-') || type === 'dynamic-tool';
  if (!isCall) return undefined;
  const call = invocation ?? part;
  return {
    id: idIn(call['toolCallId']),
    name: textIn(call['toolName']) ?? (invocation === undefined ? textIn(type.replace(/^tool-/, '')) : undefined),
    state: wordIn(call['state']),
    input: call['input'] ?? call['args'],
    output: call['output'] ?? call['result'],
    isProviders: call['providerExecuted'] === true,
  };
}

/** Whether a call was made: its input is complete, and nobody refused it. */
function wasMade(state: string, part: JsonObject): boolean {
  if (state === 'approval-responded') return objectIn(part['approval'])?.['approved'] !== false;
  return !/^(?:input-streaming|partial-call|approval-requested|output-denied)$/.test(state);
}

/** What is gathered of the parts of one message. */
interface Gathered {
  readonly texts: string[];
  readonly actions: Action[];
  readonly media: Media[];
  readonly components: Component[];
  uploads: number;
  /** How many calls stand before the last text. */
  callsBefore: number;
}

/** Reads the parts of messages. */
export class PartReader {
  readonly #context: ReaderContext;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  /** The parts of a message; those of a message without them are made of what older versions write. */
  gather(message: JsonObject): Gathered {
    const isModel = message['role'] === 'assistant';
    const gathered: Gathered = { texts: [], actions: [], media: [], components: [], uploads: 0, callsBefore: 0 };
    const calls = new Set<string>();
    const parts = partsOf(message) ?? [];
    for (const part of parts) this.#part(part, isModel, gathered, calls);
    // Older versions write everything twice: here, and in the parts.
    for (const toolInvocation of objectsIn(message['toolInvocations'])) {
      this.#call({ type: 'tool-invocation', toolInvocation }, gathered, calls);
    }
    if (parts.length === 0 && textIn(message['reasoning']) !== undefined) this.#context.leaveOut('reasoning');
    const files = objectsIn(message['experimental_attachments']).length;
    if (!isModel) gathered.uploads = Math.max(gathered.uploads, files);
    return gathered;
  }

  #part(part: JsonObject, isModel: boolean, gathered: Gathered, calls: Set<string>): void {
    const { leaveOut } = this.#context;
    const type = wordIn(part['type']);
    if (type === 'text') {
      const text = wordIn(part['text']);
      if (text.trim() === '') return;
      gathered.texts.push(text);
      gathered.callsBefore = gathered.actions.length;
    } else if (type === 'step-start') return;
    else if (type === 'reasoning' || type === 'reasoning-file') leaveOut('reasoning');
    else if (type === 'file') this.#file(part, isModel, gathered);
    else if (callOf(part) !== undefined) this.#call(part, gathered, calls);
    else if (type.startsWith('source')) leaveOut('source');
    else if (type.startsWith('data-') && isModel) gathered.components.push({ type: type.slice(5) || 'data' });
    else leaveOut('unknown content');
  }

  #file(part: JsonObject, isModel: boolean, gathered: Gathered): void {
    if (!isModel) gathered.uploads++;
    else gathered.media.push(mediaOfMime(part['mediaType'] ?? part['mimeType']) ?? mediaOfUrl(part['url'], 'file'));
  }

  #call(part: JsonObject, gathered: Gathered, calls: Set<string>): void {
    const { leaveOut } = this.#context;
    const call = callOf(part);
    if (call === undefined) return;
    const { id, name, state, input, output, isProviders } = call;
    if (id !== undefined && calls.has(id)) return;
    if (id !== undefined) calls.add(id);
    if (output !== undefined && output !== null) leaveOut('tool result');
    if (name === undefined || !wasMade(state, part)) {
      leaveOut(name === undefined ? 'unknown content' : 'unfinished call');
      return;
    }
    gathered.actions.push({
      type: isProviders ? 'provider' : 'tool',
      action: name,
      key: argumentsKey(input),
      ...(state === 'output-error' ? { extra: { error: true } } : {}),
    });
    const image = isProviders && IMAGE_TOOL.test(name) ? objectIn(output) : undefined;
    if (textIn(image?.['result']) !== undefined)
      gathered.media.push({
        type: 'image',
        subType: textIn(image?.['output_format'] ?? image?.['outputFormat']) ?? 'unknown',
      });
  }
}
