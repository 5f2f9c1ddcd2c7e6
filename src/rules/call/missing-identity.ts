import type { Finding, NearMiss } from '../../problem/finding.js';
import { isObject } from '../../record/record.js';
import { valueKind } from '../../text/value-kind.js';
import type { CallRecord } from '../call-record.js';

const IDS = ['userId', 'anonymousId'] as const;

function nearMissOf({ value, nearMisses }: CallRecord): NearMiss | undefined {
  const found = nearMisses.find(({ field }) => field.parent === '' && IDS.some((id) => id === field.name));
  if (found !== undefined) return found;
  const { traits } = value;
  const name = isObject(traits) ? IDS.find((id) => typeof traits[id] === 'string') : undefined;
  return name === undefined ? undefined : { foundName: name, foundIn: 'traits', name, belongsIn: '' };
}

/** Words the fault that the schema found: no usable userId or anonymousId. Looks into traits, too, for where it went. */
export function missingIdentity(record: CallRecord): Finding {
  const { value } = record;
  const present = IDS.find((id) => Object.hasOwn(value, id));
  const nearMiss = nearMissOf(record);
  return {
    rule: 'call/missing-identity',
    pointer: `/${present ?? nearMiss?.name ?? 'userId'}`,
    details: {
      ...(present === undefined ? {} : { found: { name: present, kind: valueKind(value[present]) } }),
      ...(nearMiss === undefined ? {} : { nearMiss }),
    },
  };
}
