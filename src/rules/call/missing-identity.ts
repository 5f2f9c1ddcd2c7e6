import type { Finding, NearMiss } from '../../problem/finding.js';
import { isObject } from '../../record/record.js';
import { valueAt } from '../../record/value-at.js';
import { isPlaceholder } from '../../text/placeholder.js';
import { valueKind } from '../../text/value-kind.js';
import type { CallRecord } from '../call-record.js';
import { nearMissBeside, nearMissWithin } from '../near-miss.js';
import { nearMissHint } from '../near-miss-hint.js';
import type { Explanation, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'call/missing-identity': {
      readonly found?: { readonly name: string; readonly kind: string };
      /** Where the id is instead; its own key stands beside it if `found` has the same name. */
      readonly nearMiss?: NearMiss;
    };
  }
}

export const rule: Rule<'call/missing-identity'> = {
  id: 'call/missing-identity',
  level: 'error',
  summary: 'the call has neither a userId nor an anonymousId',
};

export const message: MessageOf<'call/missing-identity'> = ({ found, nearMiss }) => ({
  message:
    found === undefined
      ? 'userId and anonymousId are both missing; one of them is needed'
      : `${found.name} is ${found.kind}, and there is no other id; a non-empty string is needed`,
  hint:
    nearMiss !== undefined
      ? nearMissHint(nearMiss, found?.name === nearMiss.name ? found.kind : undefined)
      : found?.kind === 'a number'
        ? 'send it as a string, in double quotes'
        : 'add userId for a known user, or anonymousId for an unknown one',
});

const IDS = ['userId', 'anonymousId'] as const;

function isId(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !isPlaceholder(value);
}

function nearMissOf(record: CallRecord): NearMiss | undefined {
  const { value, nearMisses } = record;
  const found = nearMisses.filter(({ field }) => field.parent === '' && IDS.some((id) => id === field.name));
  const best =
    found.find(({ pointer }) => isId(valueAt(value, pointer))) ?? found.find(({ sendAs }) => sendAs !== undefined);
  if (best !== undefined) return best;
  for (const id of IDS) {
    // A number or an object may be the id itself.
    const isEmpty = value[id] === null || value[id] === '';
    const beside = isEmpty ? nearMissBeside(record, `/${id}`) : nearMissWithin(record, `/${id}`);
    if (beside !== undefined && (isEmpty || !Object.hasOwn(value, id))) return beside;
  }
  const { traits } = value;
  const name = isObject(traits) ? IDS.find((id) => isId(traits[id])) : undefined;
  return name === undefined ? found[0] : { foundName: name, foundIn: 'traits', name, belongsIn: '' };
}

/** The finding for what the schema rejects: no usable userId or anonymousId. Looks for a near miss in traits, too. */
export function missingIdentity(record: CallRecord): Finding {
  const { value } = record;
  const nearMiss = nearMissOf(record);
  const held = IDS.filter((id) => Object.hasOwn(value, id));
  const present = held.find((id) => id === nearMiss?.name) ?? held[0];
  return {
    rule: 'call/missing-identity',
    pointer: `/${present ?? nearMiss?.name ?? 'userId'}`,
    details: {
      ...(present === undefined ? {} : { found: { name: present, kind: valueKind(value[present]) } }),
      ...(nearMiss === undefined ? {} : { nearMiss }),
    },
  };
}

export const explanation: Explanation = {
  meaning: 'Neither `userId` nor `anonymousId` is a non-empty string at the top level of the record.',
  why: 'Segment rejects a call without an identity.',
  bad: `{
  "type": "track", "event": "Conversation Started",
  "properties": { "conversationId": "c1", "session": "s1" }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "anonymousId": "s1",
  "properties": { "conversationId": "c1" }
}`,
  fix: 'Add `userId` for a known user, or `anonymousId` (a random id that you keep) for an unknown one. Both are strings at the top level, beside `type`, not in `properties`.',
};
