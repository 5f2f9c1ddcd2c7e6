import { findPersonalData } from '../../privacy/find-personal-data.js';
import { mapFreeTexts } from '../../privacy/free-texts.js';
import type { Finding, PersonalKind } from '../../problem/finding.js';
import type { RecordRule } from '../call-record.js';

/** At most this many findings a record: a record may hold thousands of fields. */
const FINDING_LIMIT = 100;

/** Personal data in free text: one finding for each kind and field. */
export const personalData: RecordRule = {
  id: 'privacy/personal-data',
  check({ value }) {
    const findings: Finding[] = [];
    mapFreeTexts(value, (text, pointer) => {
      const counts = new Map<PersonalKind, number>();
      if (findings.length < FINDING_LIMIT)
        for (const { kind } of findPersonalData(text)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      for (const [kind, count] of counts)
        findings.push({ rule: 'privacy/personal-data', pointer, details: { kind, count } });
      return text;
    });
    return findings;
  },
};
