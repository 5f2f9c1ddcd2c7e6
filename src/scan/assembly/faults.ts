// What decides on the findings in a record that is not accepted, as a key: records with one key have the same findings, but for their
// places. It is made of the event's name, the members that the record and its `properties` have, and one value that does not fit.
import {
  ANSWER_EVENT,
  ANSWER_EVENT_PLACE,
  ANSWER_FINDINGS_KEY,
  ANSWER_MISFIT_PLACE,
  ANSWER_NUMBER,
  ANSWER_PROPERTIES_PLACE,
  ANSWER_RECORD_PLACE,
  DECLINED,
  FRACTION,
  HAS_ENUM,
  INTEGER,
  NODE_FLAGS,
  NODE_KINDS,
  OF_NAME_OR_MEMBERS,
  STRING,
} from '../layout';
import {
  answer,
  hasProperties,
  isUnclear,
  mask,
  meansProperties,
  meansTop,
  propertiesEnd,
  propertiesStart,
  seenInProperties,
  setUnclear,
} from './answer';
import { hashOf } from './bytes';
import { unitsTo } from './facts';
import { kind, whole } from './tokens';

/** The slot of the member whose value does not fit, what is wrong with the value, and where it stands; 0 if there is none. */
let misfit: u32 = 0;
let fault: u64 = 0;
let misfitStart: u32 = 0;
let misfitEnd: u32 = 0;
/** The members of the record, and where it stands; 0 if it was not read to its end. */
let members: u64 = 0;
let recordStart: u32 = 0;
let recordEnd: u32 = 0;

export function beginFaults(): void {
  misfit = 0;
  fault = 0;
  recordEnd = 0;
}

/** Notes the members of a record that was read to its end, and where it stands. */
export function setWhole(seen: u64, start: u32, end: u32): void {
  members = seen;
  recordStart = start;
  recordEnd = end;
}

function mixed(key: u64, part: u64): u64 {
  const hash = (key ^ part) * 0xff51afd7ed558ccd;
  return hash ^ (hash >> 32);
}

/** Numbers that hints about times tell apart, see `epochErrorKind` in `src/schema/date-time.ts`. */
function sizeOf(number: f64): u64 {
  if (number <= 0) return 1;
  if (number < 1e8) return 2;
  return number < 1e14 ? 3 : 4;
}

/**
 * All of the last value that a message about it depends on. A value of a wrong kind is described by its kind, unless it is a string.
 * Where a node has a list, its kinds are those that all lists of its schemas allow: one of these may allow the value.
 */
function faultOf(node: u32, at: u32, after: u32): u64 {
  const kinds = load<u32>(node + NODE_KINDS);
  const hasList = (load<u32>(node + NODE_FLAGS) & HAS_ENUM) !== 0;
  if ((kinds & kind) !== 0 || kind === STRING || hasList) return hashOf(at, after - at);
  if (kind === INTEGER) return sizeOf(whole);
  // 3.0 is an integer, too.
  return kind === FRACTION ? hashOf(at, after - at) : 0;
}

/**
 * Notes that the last value does not fit a node.
 * @param slot that of the member with the value; 0 if it is not a member of the record or of its `properties`
 */
export function noteMisfit(slot: u32, node: u32, at: u32, after: u32): void {
  // The event's name has a number.
  if (kind === STRING && slot !== 0 && load<u32>(answer + ANSWER_EVENT) === at + 1) return;
  if (slot === 0 || kind > <u32>STRING || (misfit !== 0 && misfit !== slot)) {
    setUnclear();
    return;
  }
  misfit = slot;
  // The branches of an `anyOf` ask for other things than the schema itself.
  fault = mixed(mixed(fault, kind), faultOf(node, at, after));
  misfitStart = at;
  misfitEnd = after;
}

function keyOf(): u64 {
  if (isUnclear || recordEnd === 0 || (mask & ~(DECLINED | OF_NAME_OR_MEMBERS)) !== 0) return 0;
  if (meansTop !== 0 || meansProperties !== 0) return 0;
  const number = <u64>load<u32>(answer + ANSWER_NUMBER) * 2 + u64(hasProperties);
  const key = mixed(mixed(mixed(0x9e3779b97f4a7c15, number), members), seenInProperties);
  return mixed(mixed(key, misfit), fault) | 1;
}

function storePlace(target: u32, start: u32, end: u32): void {
  store<u32>(target, end === 0 ? 0 : unitsTo(start));
  store<u32>(target + 4, end === 0 ? 0 : unitsTo(end));
}

/** Writes the key of the findings and the places that they may have into the answer about the record whose units are counted. */
export function storeFaults(at: u32): void {
  const key = keyOf();
  store<u64>(at + ANSWER_FINDINGS_KEY, key);
  if (key === 0) return;
  const event = load<u32>(at + ANSWER_EVENT);
  const length = load<u32>(at + ANSWER_EVENT + 4);
  storePlace(at + ANSWER_RECORD_PLACE, recordStart, recordEnd);
  storePlace(at + ANSWER_PROPERTIES_PLACE, propertiesStart, propertiesEnd);
  storePlace(at + ANSWER_MISFIT_PLACE, misfitStart, misfit === 0 ? 0 : misfitEnd);
  storePlace(at + ANSWER_EVENT_PLACE, event - 1, length === 0 ? 0 : event + length + 1);
}
