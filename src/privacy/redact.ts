import type { PersonalKind } from '../problem/finding.js';
import { mapStrings } from '../record/map-strings.js';
import type { JsonObject } from '../record/record.js';
import { findPersonalData } from './find-personal-data.js';
import { isFreeText, mapFreeTexts } from './free-texts.js';

/** How often a text is searched: a mask may separate what was too close to its neighbour to be found. */
const MAX_SEARCHES = 10;

/** The text with a mask such as `[email]` for each piece of personal data; `onMask` is called for each. */
export function redactText(
  text: string,
  kinds: readonly PersonalKind[],
  onMask?: (kind: PersonalKind) => void,
): string {
  let redacted = text;
  for (let search = 0; search < MAX_SEARCHES; search++) {
    const found = findPersonalData(redacted, kinds);
    if (found.length === 0) break;
    let masked = '';
    let from = 0;
    for (const { kind, start, end } of found) {
      onMask?.(kind);
      masked += `${redacted.slice(from, start)}[${kind}]`;
      from = end;
    }
    redacted = masked + redacted.slice(from);
  }
  return redacted;
}

/** The record with its free texts redacted; itself where there is nothing to mask. */
export function redactRecord(record: JsonObject, kinds: readonly PersonalKind[]): JsonObject {
  return mapFreeTexts(record, (text) => redactText(text, kinds));
}

/** One field that was redacted. */
export interface RedactedField {
  readonly pointer: string;
  readonly kinds: readonly PersonalKind[];
}

/** A record's JSON with its free texts redacted, repeated keys included; all else stays as it is written. */
export function redactJson(
  json: string,
  kinds: readonly PersonalKind[],
): { readonly text: string; readonly fields: readonly RedactedField[] } {
  const fields: RedactedField[] = [];
  const text = mapStrings(json, (string, pointer) => {
    if (!isFreeText(pointer)) return string;
    const masked = new Set<PersonalKind>();
    const redacted = redactText(string, kinds, (kind) => masked.add(kind));
    if (masked.size > 0) fields.push({ pointer, kinds: [...masked] });
    return redacted;
  });
  return { text, fields };
}
