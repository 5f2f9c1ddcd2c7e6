import { countOf, formatCount } from '../text/count.js';
import { pointerToPath } from '../text/json-pointer.js';
import { memoize } from '../text/memoize.js';
import { safeName } from '../text/safe-name.js';
import { conversationMessages } from './conversation-messages.js';
import type { Finding, FindingDetails, NamedRule, NearMiss, PersonalKind, SchemaFault } from './finding.js';
import type { RecordStart } from './problem.js';
import { REQUEST_MESSAGES } from './request-messages.js';
import { schemaMessage } from './schema-messages.js';
import { syntaxMessage } from './syntax-messages.js';

/** What a problem says: the fault, and how to fix it. */
export interface Message {
  readonly message: string;
  readonly hint?: string;
  /** Another record that the fault has to do with, and what is to be seen there. */
  readonly related?: { readonly message: string; readonly at: RecordStart };
}

function timeSpan(hours: number): string {
  const days = Math.floor(hours / 24);
  if (days < 2) return countOf(hours, 'hour');
  return days < 730 ? countOf(days, 'day') : countOf(Math.floor(days / 365.25), 'year');
}

/** Who gave an event its name. */
const NAMERS = { spec: 'the spec', own: 'your schema', plan: 'the tracking plan' } as const;

const OWN_ID = 'the messageId at the top level is Segment’s own id of the call';

function objectName(path: string): string {
  return path === '' ? 'the top level' : path;
}

/** How to fix a near-miss: `found conversation_id at the top level; rename it and move it into properties`. */
export function nearMissHint({ foundName, foundIn, name, belongsIn }: NearMiss): string {
  const found = `found ${safeName(foundName)} ${foundIn === '' ? 'at' : 'in'} ${objectName(foundIn)}`;
  const move = `${belongsIn === '' ? 'to' : 'into'} ${objectName(belongsIn)}`;
  if (foundName === name) return `${found}; move it ${move}`;
  if (foundIn === belongsIn) return `${found}; rename it to ${name}`;
  return `${found}; rename it to ${name} and move it ${move}`;
}

const MESSAGES: { [Rule in NamedRule]: (details: FindingDetails[Rule], path: string) => Message } = {
  'json/invalid-syntax': syntaxMessage,
  'json/invalid-utf8': ({ byte }) => ({
    message: `the byte 0x${byte.toString(16).padStart(2, '0').toUpperCase()} is not UTF-8 here`,
    hint: 'write the log in UTF-8; from Latin-1, iconv -f ISO-8859-1 -t UTF-8 converts it',
  }),
  'json/not-an-object': ({ found, count }) =>
    count === undefined
      ? { message: `the record is ${found}; an object is needed`, hint: 'a record is one call: {"type": "track", …}' }
      : {
          message: `the record is an array of ${countOf(count, 'value')}; an object is needed`,
          hint: 'put one record on each line, or read the file with --input-format json',
        },
  'json/record-too-large': ({ bytes, limit }) => ({
    message: `the record is ${countOf(bytes, 'byte')} long; at most ${formatCount(limit)} are read`,
    hint: 'Segment takes 32 KB an event; raise --max-record-size only to look at what is in it',
  }),
  'json/too-deep': ({ limit }) => ({
    message: `the record is nested more than ${formatCount(limit)} levels deep`,
    hint: 'send such a structure as a string, or leave it out',
  }),
  'json/duplicate-key': ({ key }, path) => ({
    message: `${path || safeName(key)} is there twice; only the last one counts`,
    hint: 'remove one of them',
  }),
  'json/unsafe-number': ({ overflow }, path) => ({
    message: overflow
      ? `${path} is a number too large for JavaScript; it becomes null on the way`
      : `${path} is an integer beyond 2^53; its last digits get lost on the way`,
    hint: 'send it as a string',
  }),
  'json/lone-surrogate': ({ inKey }, path) => ({
    message: `${path} ${inKey ? 'is a key with' : 'holds'} half of a surrogate pair; it cannot be sent as UTF-8`,
    hint: 'the text was probably cut in the middle of an emoji; cut it between characters',
  }),
  'call/missing-identity': ({ found, nearMiss }) => ({
    message:
      found === undefined
        ? 'neither userId nor anonymousId is there; one of them is needed'
        : `${found.name} is ${found.kind}, and no other id is there; a non-empty string is needed`,
    hint:
      nearMiss !== undefined
        ? nearMissHint(nearMiss)
        : found?.kind === 'a number'
          ? 'send it as a string, in double quotes'
          : 'add userId for a known user, or anonymousId for an unknown one',
  }),
  'call/unknown-type': unknownTypeMessage,
  'call/action-as-type': ({ call }) => ({
    message: `action says which call this is; Segment reads it from type`,
    hint: `rename action to type: "type": "${call}"`,
  }),
  'call/missing-type': () => ({
    message: 'type is missing; the record is taken for a track call, since it has an event',
    hint: 'add "type": "track"',
  }),
  'call/properties-on-identify': ({ traitsToo }) => ({
    message: 'properties stands on an identify call; Segment ignores it there',
    hint: traitsToo ? 'move what it holds into traits' : 'rename it to traits',
  }),
  'event/misspelled-name': ({ found, name, origin }) => ({
    message:
      safeName(found).replace(/\s/gu, ' ') === name
        ? `event reads "${safeName(name)}", but holds an invisible character or a space of another kind`
        : `event is "${safeName(found)}"; ${NAMERS[origin]} writes "${safeName(name)}"`,
    hint: `rename it to "${safeName(name)}"; Segment takes names that differ in case or separators for different events`,
  }),
  'event/similar-name': ({ found, name, typo, origin }) => ({
    message: `event "${safeName(found)}" is not in ${NAMERS[origin]}; "${safeName(name)}" ${typo ? 'is one slip away' : 'is the name there'}`,
    hint: `rename it to "${safeName(name)}" if that is what it means`,
  }),
  'event/outdated-name': ({ found, name, origin }) => ({
    message: `event "${safeName(found)}" is an old name; ${NAMERS[origin]} now says "${safeName(name)}"`,
    hint: `rename it to "${safeName(name)}"`,
  }),
  'event/unplanned': ({ found }) => ({
    message: `event "${safeName(found)}" is not in the tracking plan`,
    hint: 'add it to the plan, or stop sending it; Segment can be set to block what a plan does not list',
  }),
  'property/misplaced': (nearMiss) => ({
    message: `${nearMiss.name} stands in the wrong place, where nothing reads it`,
    hint: nearMissHint(nearMiss),
  }),
  'property/misspelled-name': (nearMiss) => ({
    message: `${safeName(nearMiss.foundName)} looks like ${nearMiss.name} under another name`,
    hint: nearMissHint(nearMiss),
  }),
  'track/missing-conversation-id': (_, path) => ({
    message: `${path} is missing; the event cannot be tied to its conversation`,
    hint: 'add the id of the conversation in which it happened; for events outside of any, set this rule to off',
  }),
  'track/missing-message-id': (_, path) => ({
    message: `${path} is missing; the event cannot be tied to its message`,
    hint: 'add the id of the message that led to it',
  }),
  'feedback/missing-message-id': ({ topLevel }, path) => ({
    message: `${path} is missing; the rating counts for the whole conversation`,
    hint: `if one message was rated, add its id to properties${topLevel ? `; ${OWN_ID}` : ''}`,
  }),
  'segment/event-too-large': ({ bytes, limit }) => ({
    message: `the event is ${countOf(bytes, 'byte')} as Segment counts it; at most ${formatCount(limit)} are taken`,
    hint: 'shorten its longest text, or store that elsewhere and send a link to it',
  }),
  'segment/delivery-disabled': (_, path) => ({
    message: `${path} is false, so Segment’s libraries do not send the event`,
    hint: 'remove it, if the event is meant to arrive',
  }),
  'time/in-the-future': ({ hours }) => ({
    message: `timestamp lies ${timeSpan(hours)} in the future`,
    hint: 'check the clock and the unit: milliseconds taken for seconds lead here',
  }),
  ...conversationMessages,
  ...REQUEST_MESSAGES,
  'privacy/personal-data': ({ kind, count }, path) => ({
    message: `${path} holds ${count === 1 ? PERSONAL[kind][0] : `${formatCount(count)} ${PERSONAL[kind][1]}`}`,
    hint:
      kind === 'key'
        ? 'take the key back where it was issued: it has been logged; fix --redact key masks it here'
        : `leave it out before it is logged, or mask it: fix --redact ${kind}`,
  }),
};

const PERSONAL: Readonly<Record<PersonalKind, readonly [one: string, several: string]>> = {
  email: ['an e-mail address', 'e-mail addresses'],
  phone: ['a phone number', 'phone numbers'],
  card: ['a payment card number', 'payment card numbers'],
  iban: ['a bank account number', 'bank account numbers'],
  key: ['an API key or another secret', 'API keys or other secrets'],
};

function unknownTypeMessage({ kind, found, suggestion, nearMiss }: FindingDetails['call/unknown-type']): Message {
  const calls = 'track, identify, page, screen, group or alias';
  switch (kind) {
    case 'batch':
      return {
        message: 'the record is a whole batch, not one call',
        hint: 'put each call of the batch on a line of its own, or read the file with --input-format json',
      };
    case 'absent':
      return {
        message: `type is missing, and no event tells which call this is`,
        hint: nearMiss === undefined ? `add type: ${calls}` : `${nearMissHint(nearMiss)}; then add "type": "track"`,
      };
    case 'of-the-event':
      return {
        message: `type is none of Segment’s calls (${calls})`,
        hint: `if it is the type of the event ${safeName(found ?? '')}, move it into properties and write "type": "track" here`,
      };
    case 'not-a-string':
      return { message: `type is ${found}; the name of a call is needed`, hint: `use one of ${calls}` };
    case 'unknown':
      return {
        message: `type "${safeName(found ?? '')}" is none of Segment’s calls`,
        hint: suggestion === undefined ? `use one of ${calls}` : `did you mean "${suggestion}"?`,
      };
  }
}

const pathOf = memoize((pointer) => safeName(pointerToPath(pointer), 200));

/** The words for a finding. Pure: the same finding always reads the same, wherever it is shown. */
export function messageOf(finding: Finding): Message {
  const path = pathOf(finding.pointer);
  if (finding.rule.startsWith('schema/')) {
    const fault = finding.details as SchemaFault;
    const wording = schemaMessage(fault, path, fault.nearMiss === undefined ? undefined : nearMissHint(fault.nearMiss));
    return fault.ownId === true ? { ...wording, hint: `${wording.hint}; ${OWN_ID}` } : wording;
  }
  const wording = MESSAGES[finding.rule as NamedRule] as (details: unknown, path: string) => Message;
  return wording(finding.details, path);
}
