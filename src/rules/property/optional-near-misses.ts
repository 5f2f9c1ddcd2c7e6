import type { Finding } from '../../problem/finding.js';
import type { CallRecord } from '../call-record.js';

/** The near-misses of optional fields, as findings of one of the two rules: misplaced under the right name, or misnamed. */
export function optionalNearMisses(
  record: CallRecord,
  rule: 'property/misplaced' | 'property/misspelled-name',
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { field, pointer, ...nearMiss } of record.nearMisses) {
    const { foundName, name, belongsIn } = nearMiss;
    if (field.required || (foundName === name) !== (rule === 'property/misplaced')) continue;
    // Without any usable id, call/missing-identity names the near-miss.
    if (belongsIn === '' && (name === 'userId' || name === 'anonymousId') && !hasIdentity(record)) continue;
    // A spec event without properties is one error, which names what stands at the top level.
    if (belongsIn === 'properties' && record.properties === undefined && record.schema.names.length > 0) continue;
    findings.push({ rule, pointer, details: nearMiss });
  }
  return findings;
}

function hasIdentity({ value: { userId, anonymousId } }: CallRecord): boolean {
  return (typeof userId === 'string' && userId !== '') || (typeof anonymousId === 'string' && anonymousId !== '');
}
