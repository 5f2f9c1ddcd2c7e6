import type { Finding, NamedRule } from '../problem/finding.js';
import { schemaRule } from '../problem/finding.js';
import type { Problem } from '../problem/problem.js';
import type { ParsedRecord } from '../record/parse-record.js';
import { parseRecord } from '../record/parse-record.js';
import type { JsonObject, RawRecord } from '../record/record.js';
import { callOf } from '../rules/call/call-of.js';
import { missingIdentity } from '../rules/call/missing-identity.js';
import type { CallRecord, RecordRule } from '../rules/call-record.js';
import { toCallRecord } from '../rules/call-record.js';
import { nearMissBeside, nearMissWithin } from '../rules/near-miss.js';
import { concernsRecord, RECORD_RULES } from '../rules/record-rules.js';
import { EXTRA_KEY } from '../schema/error-details.js';
import type { Call } from '../schema/event-schema.js';
import type { Registry } from '../schema/registry.js';
import type { FindingLimits } from '../schema/schema-findings.js';
import { schemaFindings } from '../schema/schema-findings.js';
import { problemMaker } from './problem-maker.js';
import type { LevelOf } from './rule-levels.js';

/** A record with the result of its check. */
export interface CheckedRecord {
  /** Always left out: results without the record's value have a kind. */
  readonly kind?: undefined;
  readonly raw: RawRecord;
  /** The record itself, if it could be read. */
  readonly value: JsonObject | undefined;
  /** Which call it is, if it is one. */
  readonly call: Call | undefined;
  /** The event's name as written in the record, if it is a track call with one. */
  readonly event: string | undefined;
  /** The call with its event's meaning and near-misses, if it is one. */
  readonly callRecord?: CallRecord | undefined;
  /** True if none of its problems is an error. */
  readonly valid: boolean;
  /** What was found, before severities and messages. Rules that are off may have findings, too. */
  readonly findings: readonly Finding[];
  /** In the order of their places. */
  readonly problems: readonly Problem[];
  /** All of its problems, if known ones were left out of `problems`. */
  readonly all?: readonly Problem[];
}

/** The parts of a check. */
export interface CheckOptions {
  readonly registry: Registry;
  readonly levelOf: LevelOf;
  /** The time in milliseconds since 1970, called for each record. */
  readonly now: () => number;
  /** Whether messages may show the values at fault. Default: false. */
  readonly showValues?: boolean;
}

/** Checks one record. Never throws for what a record holds. */
export type CheckRecord = (raw: RawRecord) => CheckedRecord;

/** The problems of a record without any. */
export const NO_PROBLEMS: readonly Problem[] = [];

/** Rules about keys that must not be there. */
const EXTRA_KEY_RULES: ReadonlySet<string> = new Set([...EXTRA_KEY].map(schemaRule));

/**
 * The record as its schema checks it: with the event that a misspelled name means, and with the call as its `type`
 * where `action` or `event` named it (a schema of the user's own may require `type`). Those faults have rules of their
 * own.
 */
function asMeant({ value, match, call, source, schema }: CallRecord): JsonObject {
  const named = match?.kind === 'misspelled' ? { ...value, event: match.name } : value;
  if (source === 'type' || schema.files.length === 0) return named;
  const { action: _action, ...rest } = named;
  return source === 'action' ? { ...rest, type: call } : { ...named, type: call };
}

/** The findings in a record that is one of the six calls: those of its schema, and those of the rules that are on. */
function callFindings(
  record: CallRecord,
  rules: readonly RecordRule[],
  isOn: (rule: NamedRule) => boolean,
  limits?: FindingLimits,
): Finding[] {
  const findings: Finding[] = [];
  const { schema, nearMisses } = record;
  const checked = asMeant(record);
  if (!schema.validate(checked)) {
    const search = {
      beside: (pointer: string) => nearMissBeside(record, pointer),
      within: (pointer: string) => nearMissWithin(record, pointer),
    };
    const found = schemaFindings(schema.validate.errors ?? [], { record: checked, schema, nearMisses, search }, limits);
    findings.push(...found.findings);
    if (found.identityMissing) findings.push(missingIdentity(record));
  }
  const ofSchema = findings.length;
  for (const rule of rules) {
    if (!concernsRecord(rule, record.call, record.match)) continue;
    const found = rule.check(record);
    if (found === undefined) continue;
    if (!Array.isArray(found)) findings.push(found as Finding);
    else for (const one of found as readonly Finding[]) findings.push(one);
  }
  return ofSchema === 0 || ofSchema === findings.length ? findings : withoutRepeats(findings, ofSchema, isOn);
}

/**
 * The findings without those of rules that repeat one of the schema, whose findings come first: a key that the schema
 * forbids is reported with its fix, so that a warning about it would be a second problem for one fault.
 */
function withoutRepeats(findings: Finding[], ofSchema: number, isOn: (rule: NamedRule) => boolean): Finding[] {
  const forbidden = findings.filter(
    ({ rule }, index) => index < ofSchema && EXTRA_KEY_RULES.has(rule) && isOn(rule as NamedRule),
  );
  if (forbidden.length === 0) return findings;
  return findings.filter(
    ({ rule, pointer }, index) =>
      index < ofSchema || !rule.startsWith('property/') || forbidden.every((one) => one.pointer !== pointer),
  );
}

/** Rules that report a number whose field needs something else. */
const WRONG_TYPE_RULES: ReadonlySet<string> = new Set(['schema/type', 'call/missing-identity']);

/**
 * The findings in a record's text without those about numbers that have to become something else anyway: a timestamp in
 * nanoseconds is too large a number only because it should be a date-time.
 */
function withoutMistypedNumbers(
  ofText: readonly Finding[],
  inCall: readonly Finding[],
  isOn: (rule: NamedRule) => boolean,
): readonly Finding[] {
  if (!ofText.some(({ rule }) => rule === 'json/unsafe-number')) return ofText;
  const mistyped = inCall.filter(({ rule }) => WRONG_TYPE_RULES.has(rule) && isOn(rule as NamedRule));
  return ofText.filter(
    ({ rule, pointer }) => rule !== 'json/unsafe-number' || mistyped.every((one) => one.pointer !== pointer),
  );
}

/** A record with what was found in it, before severities and messages. */
export interface FoundRecord extends Pick<CheckedRecord, 'value' | 'call' | 'callRecord' | 'findings'> {
  readonly parsed: ParsedRecord;
}

/** Finds what is wrong with one record. Never throws for what a record holds. */
export type FindRecord = (raw: RawRecord) => FoundRecord;

/**
 * Makes the part of the check that finds what is wrong. Never throws for what a record holds. `limits`: how much is
 * found in one record; default: what is reported.
 */
export function createFind({ registry, levelOf, now }: CheckOptions, limits?: FindingLimits): FindRecord {
  const isOn = (rule: NamedRule): boolean => levelOf(rule) !== 'off';
  const rules = RECORD_RULES.filter(({ id }) => isOn(id));
  return (raw) => {
    const parsed = parseRecord(raw);
    const { value } = parsed;
    let findings = raw.found === undefined ? parsed.findings : [...raw.found, ...parsed.findings];
    if (value === undefined) return { parsed, value, call: undefined, callRecord: undefined, findings };
    const found = callOf(value, registry, raw);
    const { call } = found;
    const ofCall = found.finding === undefined ? [] : [found.finding];
    if (call === undefined) return { parsed, value, call, callRecord: undefined, findings: [...findings, ...ofCall] };
    const { source } = found;
    const sizeAtMost = parsed.shrinks ? raw.bytes.length : undefined;
    const callRecord = toCallRecord({ value, call, source, sizeAtMost, now: now(), isOn }, registry);
    const inCall = callFindings(callRecord, rules, isOn, limits);
    if (findings.length + ofCall.length + inCall.length > 0) {
      findings = [...withoutMistypedNumbers(findings, inCall, isOn), ...ofCall, ...inCall];
    }
    return { parsed, value, call, callRecord, findings };
  };
}

/** Makes the check that every command and the library use: parses a record, finds its schema, and runs the rules. */
export function createCheck(options: CheckOptions): CheckRecord {
  const { levelOf, showValues = false } = options;
  const find = createFind(options);
  const toProblems = problemMaker({ levelOf, showValues });
  return (raw) => {
    const { parsed, value, call, callRecord, findings } = find(raw);
    const problems = findings.length === 0 ? NO_PROBLEMS : toProblems(raw, parsed, findings);
    // An unreadable record is invalid whatever its rule is set to: there is nothing that could be sent.
    const valid = value !== undefined && problems.every(({ severity }) => severity !== 'error');
    return { raw, value, call, event: callRecord?.event, callRecord, valid, findings, problems };
  };
}
