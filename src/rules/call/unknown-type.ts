import type { FindingDetails } from '../../problem/finding.js';
import type { NearMiss } from '../../problem/near-miss.js';
import type { Holder } from '../../record/record.js';
import { safeName } from '../../text/safe-name.js';
import { extractCommand, filterOf } from '../extract-command.js';
import { nearMissHint } from '../near-miss-hint.js';
import type { Explanation, Message, MessageOf, Rule } from '../rule.js';
import type { WrappedEvent, WrappedForm } from './wrapped-event.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'call/unknown-type': {
      readonly kind: 'absent' | 'not-a-string' | 'unknown' | 'of-the-event' | 'batch' | 'wrapped';
      readonly found?: string;
      readonly suggestion?: string;
      readonly nearMiss?: NearMiss;
      /** Where the event is, in a record that only wraps it. */
      readonly wrapped?: WrappedEvent;
      /** What holds the record beside others. */
      readonly partOf?: Holder;
      /** Whether the record's file is packed, by its name. */
      readonly isPacked?: boolean;
    };
  }
}

export const rule: Rule<'call/unknown-type'> = {
  id: 'call/unknown-type',
  level: 'error',
  summary: 'the record is not one of Segment’s six calls',
};

const FORMS: Readonly<Record<WrappedForm, string>> = {
  object: '',
  text: ' as text',
  base64: ' as base64',
  'among-text': ' among other text',
};

const CALL_NAMES = 'track, identify, page, screen, group or alias';

type Details = FindingDetails['call/unknown-type'];
type TypeKind = Exclude<Details['kind'], 'batch' | 'wrapped'>;

function batchMessage({ partOf }: Omit<Details, 'kind'>): Message {
  // What stands beside it in the same array may be a call.
  const filter = partOf === undefined ? '.batch[]' : filterOf('.batch[]? // .', partOf);
  return {
    message: 'the record is a whole batch, not one call',
    hint: `check each call in it by itself; jq -c '${filter}' writes one on each line`,
  };
}

function wrappedMessage({
  wrapped = { place: '', filter: '.', form: 'object' },
  partOf,
  isPacked,
}: Omit<Details, 'kind'>): Message {
  const { place, filter, form, cut } = wrapped;
  const message = `the record wraps an event, which is in ${place}${FORMS[form]}`;
  const isAmongText = form === 'among-text';
  if (isAmongText && cut === undefined) return { message, hint: 'write each event as a record of its own' };
  const mayBeText = isAmongText || filter.endsWith('// .');
  return { message, hint: `take it out first: ${extractCommand({ filter, partOf, cut, isPacked, mayBeText })}` };
}

const MESSAGES_OF_TYPE: Readonly<Record<TypeKind, (details: Omit<Details, 'kind'>) => Message>> = {
  absent: ({ nearMiss }) => ({
    message: 'type is missing, and there is no event to recognise the call by',
    hint:
      nearMiss === undefined
        ? `add type: ${CALL_NAMES}; leave the record out if it is not an event`
        : `${nearMissHint(nearMiss)}; then add "type": "track"`,
  }),
  'of-the-event': ({ found = '' }) => ({
    message: `type is not one of Segment’s calls (${CALL_NAMES})`,
    hint: `if it is the type of the event ${safeName(found)}, move it into properties and write "type": "track" here`,
  }),
  'not-a-string': ({ found }) => ({
    message: `type is ${found}; the name of a call is needed`,
    hint: `use one of ${CALL_NAMES}`,
  }),
  unknown: ({ found = '', suggestion }) => ({
    message: `type "${safeName(found)}" is not one of Segment’s calls`,
    hint: suggestion === undefined ? `use one of ${CALL_NAMES}` : `did you mean "${suggestion}"?`,
  }),
};

/** The message for a record that is one call; apart from the others, which the plugin for browsers does not need. */
export function typeMessage(kind: TypeKind, details: Omit<Details, 'kind'>): Message {
  return MESSAGES_OF_TYPE[kind](details);
}

export const message: MessageOf<'call/unknown-type'> = ({ kind, ...details }) => {
  if (kind === 'batch') return batchMessage(details);
  return kind === 'wrapped' ? wrappedMessage(details) : typeMessage(kind, details);
};

export const explanation: Explanation = {
  meaning:
    '`type` is not one of Segment’s six calls (track, identify, page, screen, group, alias), or the record has neither a `type` nor an `event`. Nothing else is checked in such a record, since it is not known what it should be.',
  why: 'Segment has no endpoint for it, so it is dropped.',
  bad: `{
  "type": "event", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Write `"type": "track"` for events. The type of an action, of media or of a component belongs in `properties`. If a log collector wrapped the event in a record of its own, take it out with the command in the hint.',
};
