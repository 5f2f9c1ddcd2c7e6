import type { Finding, NamedRule } from '../problem/finding.js';
import { schemaRule } from '../problem/finding.js';
import { pointerToPath } from '../problem/json-pointer.js';
import type { Problem } from '../problem/problem.js';
import { safeName } from '../problem/safe-name.js';
import { wordingOf } from '../problem/wording.js';
import { locate } from '../record/locate.js';
import type { ParsedRecord } from '../record/parse-record.js';
import { parseRecord } from '../record/parse-record.js';
import { placeOf } from '../record/place-of.js';
import type { JsonObject, RawRecord } from '../record/record.js';
import { callOf } from '../rules/call/call-of.js';
import { missingIdentity } from '../rules/call/missing-identity.js';
import type { CallRecord } from '../rules/call-record.js';
import { toCallRecord } from '../rules/call-record.js';
import { RECORD_RULES } from '../rules/record-rules.js';
import type { Call } from '../schema/event-schema.js';
import type { Registry } from '../schema/registry.js';
import { EXTRA_KEY } from '../schema/schema-fault.js';
import { schemaFindings } from '../schema/schema-findings.js';
import type { LevelOf } from './rule-levels.js';
import { shownValue } from './shown-value.js';

/** A record with the verdict on it. */
export interface CheckedRecord {
  readonly raw: RawRecord;
  /** The record itself, if it could be read. */
  readonly value: JsonObject | undefined;
  /** Which call it is, if it is one. */
  readonly call: Call | undefined;
  /** The event's name as it stands in the record, if it is a track call with one. */
  readonly event: string | undefined;
  /** True if none of its problems is an error. */
  readonly valid: boolean;
  /** In the order of their places. */
  readonly problems: readonly Problem[];
}

/** What checks are made with. */
export interface CheckOptions {
  readonly registry: Registry;
  readonly levelOf: LevelOf;
  /** The time in milliseconds since 1970, asked for with each record. */
  readonly now: () => number;
  /** Default: false. Whether messages may show the values at fault. */
  readonly showValues?: boolean;
}

/** Says what is wrong with one record. Never throws for what a record holds. */
export type CheckRecord = (raw: RawRecord) => CheckedRecord;

const NO_PROBLEMS: readonly Problem[] = [];
const LONGEST_POINTER = 1000;

/** By place, then by rule and pointer: one order, whatever finds the problems. */
function byPlace(a: Problem, b: Problem): number {
  return (
    a.line - b.line ||
    a.column - b.column ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0) ||
    (a.pointer < b.pointer ? -1 : 1)
  );
}

/** A pointer of bearable length, not cut within an escape or a character. */
function cutPointer(pointer: string): string {
  return pointer.length <= LONGEST_POINTER
    ? pointer
    : pointer.slice(0, LONGEST_POINTER).replace(/~$|[\ud800-\udbff]$/, '');
}

/** Rules that say of a key that it must not be there. */
const EXTRA_KEY_RULES: ReadonlySet<string> = new Set([...EXTRA_KEY].map(schemaRule));

/**
 * The record as its schema is to judge it: as the event that a misspelled name means, and as the call that something else
 * than `type` told it is (a schema of the user's own may ask for `type`). Those faults have rules of their own.
 */
function asMeant({ value, match, call, source, schema }: CallRecord): JsonObject {
  const named = match?.kind === 'misspelled' ? { ...value, event: match.name } : value;
  if (source === 'type' || schema.files.length === 0) return named;
  const { action: _action, ...rest } = named;
  return source === 'action' ? { ...rest, type: call } : { ...named, type: call };
}

/** The findings in a record that is one of the six calls: those of its schema, and those of the rules. */
function callFindings(record: CallRecord, isOn: (rule: NamedRule) => boolean): Finding[] {
  const findings: Finding[] = [];
  const { schema, nearMisses } = record;
  const checked = asMeant(record);
  if (!schema.validate(checked)) {
    const found = schemaFindings(schema.validate.errors ?? [], checked, schema, nearMisses);
    findings.push(...found.findings);
    if (found.identityMissing) findings.push(missingIdentity(record));
  }
  const forbidden = findings.filter(({ rule }) => EXTRA_KEY_RULES.has(rule) && isOn(rule as NamedRule));
  for (const rule of RECORD_RULES) {
    if (!isOn(rule.id)) continue;
    const found = rule.check(record);
    if (found === undefined) continue;
    const all = Array.isArray(found) ? (found as readonly Finding[]) : [found as Finding];
    // A key that the schema forbids is told with its mend; it is not warned of as well.
    const repeats = (one: Finding): boolean =>
      rule.id.startsWith('property/') && forbidden.some(({ pointer }) => pointer === one.pointer);
    findings.push(...all.filter((one) => !repeats(one)));
  }
  return findings;
}

function conversationOf(value: JsonObject): string | undefined {
  const { properties } = value;
  if (typeof properties !== 'object' || properties === null) return undefined;
  const id = (properties as JsonObject)['conversationId'];
  return typeof id === 'string' && id !== '' ? safeName(id) : undefined;
}

/** Makes the check that all doors share: reads a record, routes it to its schema, runs the rules, words what they find. */
export function createCheck({ registry, levelOf, now, showValues = false }: CheckOptions): CheckRecord {
  const isOn = (rule: NamedRule): boolean => levelOf(rule) !== 'off';

  const toProblems = (raw: RawRecord, parsed: ParsedRecord, findings: readonly Finding[]): Problem[] => {
    const { text, value } = parsed;
    const event = typeof value?.['event'] === 'string' ? safeName(value['event']) : undefined;
    const conversationId = value === undefined ? undefined : conversationOf(value);
    const problems: Problem[] = [];
    for (const finding of findings) {
      const severity = levelOf(finding.rule);
      if (severity === 'off') continue;
      const { message, hint } = wordingOf(finding);
      const span = finding.span ?? locate(text, finding.pointer);
      const shown = showValues && value !== undefined ? shownValue(value, finding.pointer, text, span) : undefined;
      const pointer = cutPointer(finding.pointer);
      problems.push({
        rule: finding.rule,
        severity,
        message: shown === undefined ? message : `${message} (it is ${shown})`,
        ...(hint === undefined ? {} : { hint }),
        ...placeOf(raw, text, span),
        pointer,
        path: pointerToPath(pointer),
        ...(event === undefined ? {} : { event }),
        ...(conversationId === undefined ? {} : { conversationId }),
      });
    }
    return problems.length < 2 ? problems : problems.sort(byPlace);
  };

  return (raw) => {
    const parsed = parseRecord(raw);
    const { value } = parsed;
    let findings: readonly Finding[] = parsed.findings;
    let call: Call | undefined;
    let event: string | undefined;
    if (value !== undefined) {
      const found = callOf(value, registry);
      call = found.call;
      const ofCall = found.finding === undefined ? [] : [found.finding];
      if (found.call === undefined) findings = [...findings, ...ofCall];
      else {
        const sizeAtMost = parsed.shrinks ? raw.bytes.length : undefined;
        const record = toCallRecord(
          { value, call: found.call, source: found.source, sizeAtMost, now: now(), isOn },
          registry,
        );
        event = record.event;
        const inCall = callFindings(record, isOn);
        if (findings.length + ofCall.length + inCall.length > 0) findings = [...findings, ...ofCall, ...inCall];
      }
    }
    const problems = findings.length === 0 ? NO_PROBLEMS : toProblems(raw, parsed, findings);
    // An unreadable record is invalid whatever its rule is set to: there is nothing that could be sent.
    const valid = value !== undefined && problems.every(({ severity }) => severity !== 'error');
    return { raw, value, call, event, valid, problems };
  };
}
