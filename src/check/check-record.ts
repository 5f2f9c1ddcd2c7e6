import type { RecordFacts } from '../conversations/record-facts.js';
import type { Finding, NamedRule } from '../problem/finding.js';
import { schemaRule } from '../problem/finding.js';
import type { Problem } from '../problem/problem.js';
import { parseRecord } from '../record/parse-record.js';
import type { JsonObject, RawRecord } from '../record/record.js';
import { callOf } from '../rules/call/call-of.js';
import { missingIdentity } from '../rules/call/missing-identity.js';
import type { CallRecord, RecordRule } from '../rules/call-record.js';
import { toCallRecord } from '../rules/call-record.js';
import { RECORD_RULES } from '../rules/record-rules.js';
import { EXTRA_KEY } from '../schema/error-details.js';
import type { Call } from '../schema/event-schema.js';
import type { Registry } from '../schema/registry.js';
import { schemaFindings } from '../schema/schema-findings.js';
import type { RecordNames } from './problem-maker.js';
import { problemMaker } from './problem-maker.js';
import type { LevelOf } from './rule-levels.js';

/** What is told of a record that was judged without being built here: all that most ask for, so that it need not be built again. */
export interface KnownFacts {
  readonly isReadable: boolean;
  readonly facts: RecordFacts | undefined;
  readonly names: RecordNames;
}

/** A record with the verdict on it. */
export interface CheckedRecord {
  readonly raw: RawRecord;
  /** The record itself, if it could be read. */
  readonly value: JsonObject | undefined;
  /** Which call it is, if it is one. */
  readonly call: Call | undefined;
  /** The event's name as it stands in the record, if it is a track call with one. */
  readonly event: string | undefined;
  /** The call with its event’s meaning and near-misses, if it is one. */
  readonly callRecord?: CallRecord | undefined;
  /** True if none of its problems is an error. */
  readonly valid: boolean;
  /** What was found, before severities and words: what is switched off, too, as far as it was looked for. */
  readonly findings: readonly Finding[];
  /** In the order of their places. */
  readonly problems: readonly Problem[];
  /** Of one that was judged without being built here; its `value`, `callRecord` and `findings` are then made when they are asked for. */
  readonly known?: KnownFacts;
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

/** Of a record that nothing is wrong with. */
export const NO_PROBLEMS: readonly Problem[] = [];

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

/** The findings in a record that is one of the six calls: those of its schema, and those of the rules that are on. */
function callFindings(record: CallRecord, rules: readonly RecordRule[], isOn: (rule: NamedRule) => boolean): Finding[] {
  const findings: Finding[] = [];
  const { schema, nearMisses } = record;
  const checked = asMeant(record);
  if (!schema.validate(checked)) {
    const found = schemaFindings(schema.validate.errors ?? [], { record: checked, schema, nearMisses });
    findings.push(...found.findings);
    if (found.identityMissing) findings.push(missingIdentity(record));
  }
  const ofSchema = findings.length;
  for (const rule of rules) {
    const found = rule.check(record);
    if (found === undefined) continue;
    if (!Array.isArray(found)) findings.push(found as Finding);
    else for (const one of found as readonly Finding[]) findings.push(one);
  }
  return ofSchema === 0 || ofSchema === findings.length ? findings : withoutRepeats(findings, ofSchema, isOn);
}

/**
 * Of the findings of the rules, behind those of the schema, only those that do not repeat one: a key that the schema forbids is told
 * with its fix, and not warned of as well.
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

/** Makes the check that all doors share: reads a record, routes it to its schema, runs the rules, words what they find. */
export function createCheck({ registry, levelOf, now, showValues = false }: CheckOptions): CheckRecord {
  const isOn = (rule: NamedRule): boolean => levelOf(rule) !== 'off';
  const rules = RECORD_RULES.filter(({ id }) => isOn(id));
  const toProblems = problemMaker({ levelOf, showValues });

  return (raw) => {
    const parsed = parseRecord(raw);
    const { value } = parsed;
    let findings = raw.found === undefined ? parsed.findings : [...raw.found, ...parsed.findings];
    let call: Call | undefined;
    let callRecord: CallRecord | undefined;
    if (value !== undefined) {
      const found = callOf(value, registry);
      call = found.call;
      const ofCall = found.finding === undefined ? [] : [found.finding];
      if (found.call === undefined) findings = [...findings, ...ofCall];
      else {
        const sizeAtMost = parsed.shrinks ? raw.bytes.length : undefined;
        callRecord = toCallRecord(
          { value, call: found.call, source: found.source, sizeAtMost, now: now(), isOn },
          registry,
        );
        const inCall = callFindings(callRecord, rules, isOn);
        if (findings.length + ofCall.length + inCall.length > 0) findings = [...findings, ...ofCall, ...inCall];
      }
    }
    const problems = findings.length === 0 ? NO_PROBLEMS : toProblems(raw, parsed, findings);
    // An unreadable record is invalid whatever its rule is set to: there is nothing that could be sent.
    const valid = value !== undefined && problems.every(({ severity }) => severity !== 'error');
    return { raw, value, call, event: callRecord?.event, callRecord, valid, findings, problems };
  };
}

/** A record of which the verdict is known; what else it holds is made by `check` when it is asked for, if it can be read. */
export class RebuildableRecord implements CheckedRecord {
  readonly raw: RawRecord;
  readonly call: Call | undefined;
  readonly event: string | undefined;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  readonly known: KnownFacts;
  readonly #check: CheckRecord;
  #checked: CheckedRecord | undefined;

  constructor(known: Required<Omit<CheckedRecord, 'value' | 'callRecord' | 'findings'>>, check: CheckRecord) {
    this.raw = known.raw;
    this.call = known.call;
    this.event = known.event;
    this.valid = known.valid;
    this.problems = known.problems;
    this.known = known.known;
    this.#check = check;
  }

  get value(): JsonObject | undefined {
    return this.known.isReadable ? this.#whole.value : undefined;
  }

  get callRecord(): CallRecord | undefined {
    return this.#whole.callRecord;
  }

  get findings(): readonly Finding[] {
    return this.#whole.findings;
  }

  with(problems: readonly Problem[], valid: boolean): RebuildableRecord {
    const { raw, call, event, known } = this;
    return new RebuildableRecord({ raw, call, event, valid, problems, known }, this.#check);
  }

  get #whole(): CheckedRecord {
    this.#checked ??= this.#check(this.raw);
    return this.#checked;
  }
}

/** The same record with other problems. What was not made yet is not made for it. */
export function withProblems(record: CheckedRecord, problems: readonly Problem[], valid: boolean): CheckedRecord {
  if (record instanceof RebuildableRecord) return record.with(problems, valid);
  const { raw, value, call, event, callRecord, findings } = record;
  return { raw, value, call, event, callRecord, valid, findings, problems };
}
