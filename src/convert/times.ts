import { Failure } from '../failure.js';
import type { TimeUnit } from './reader.js';

/** A time as it was read: RFC 3339 in UTC, or the local part of one whose zone is not known. */
export type ReadTime = { readonly time: string } | { readonly local: string };

const MS: Readonly<Record<Exclude<TimeUnit, 'auto'>, number>> = { s: 1000, ms: 1, us: 1 / 1000, ns: 1 / 1_000_000 };

/** Milliseconds that a date can hold. */
const MAX_MS = 8.64e15;
/** The last instant with a year of four digits, which RFC 3339 asks for. */
const LAST_MS = 253_402_300_799_999;

const ISO = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s?([Zz]|UTC|[+-]\d\d:?\d\d|[+-]\d\d)?$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

function unitOf(size: number): Exclude<TimeUnit, 'auto'> {
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

function fromMs(ms: number): ReadTime | undefined {
  const whole = Math.floor(ms + 1e-6);
  if (!(Math.abs(whole) <= MAX_MS) || whole > LAST_MS || whole < -62_167_219_200_000) return undefined;
  return { time: new Date(whole).toISOString() };
}

/** Nanoseconds exceed what a number holds exactly: their text is cut to milliseconds. */
function fromDigits(digits: string, unit: TimeUnit): ReadTime | undefined {
  const known = unit === 'auto' ? unitOf(Number(digits)) : unit;
  if (known === 'ns') return fromMs(Number(digits.slice(0, -6) || '0'));
  if (known === 'us') return fromMs(Number(digits.slice(0, -3) || '0'));
  return fromMs(Number(digits) * MS[known]);
}

function fromIso(match: RegExpExecArray): ReadTime | undefined {
  const [, day = '', clock = '', zone] = match;
  const time = (clock.length === 5 ? `${clock}:00` : clock).replace(',', '.');
  const local = `${day}T${time}`;
  if (zone === undefined) return Number.isNaN(Date.parse(`${local}Z`)) ? undefined : { local };
  const offset = /^[+-]\d\d:?\d\d$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : zone;
  const normal = /^(?:[Zz]|UTC)$/.test(zone) ? 'Z' : offset.length === 3 ? `${offset}:00` : offset;
  const ms = Date.parse(`${local}${normal}`);
  return Number.isNaN(ms) ? undefined : fromMs(ms);
}

/**
 * Reads a time: ISO with or without a zone, an HTTP date, or a number (also as text) in a unit. Undefined if it is none. Zero counts as
 * none: it stands for a clock that was not set.
 * @param unit of numbers. Default: `auto`, by their size.
 */
export function readTime(value: unknown, unit: TimeUnit = 'auto'): ReadTime | undefined {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || value <= 0) return undefined;
    // A number of nanoseconds is not exact; its shortest digits are those that were written, as far as they matter.
    if (value > Number.MAX_SAFE_INTEGER && value < 1e21) return fromDigits(String(value), unit);
    return fromMs(value * MS[unit === 'auto' ? unitOf(value) : unit]);
  }
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{1,30}$/.test(text)) return /^0*$/.test(text) ? undefined : fromDigits(text, unit);
  if (/^\d{1,15}\.\d+$/.test(text)) return readTime(Number(text), unit);
  const iso = ISO.exec(text);
  if (iso !== null) return fromIso(iso);
  if (!HTTP_DATE.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : fromMs(ms);
}

/** A time whose zone is missing, as one of UTC: some vendors write it so. */
export function asUtc(value: unknown): unknown {
  return typeof value === 'string' && ISO.exec(value.trim())?.[3] === undefined && ISO.test(value.trim())
    ? `${value.trim()}Z`
    : value;
}

/** The milliseconds of a time that the user gives. @throws {Failure} if it is none, or has no zone. */
export function startTime(text: string): number {
  const read = readTime(text);
  if (read !== undefined && 'time' in read) return Date.parse(read.time);
  throw new Failure('bad-usage', 'the start is not a date and time with a zone', {
    hint: 'write it like 2024-05-15T15:00:00Z',
  });
}

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function offsetOf(ms: number, format: Intl.DateTimeFormat): number {
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts as Record<string, number>;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, second);
  return local.getTime() - Math.floor(ms / 1000) * 1000;
}

/** Makes the function that reads local times of a zone. @throws {RangeError} if there is no such zone. */
export function localTimes(timeZone: string): (local: string) => string | undefined {
  const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (local) => {
    const asUtc = Date.parse(`${local}Z`);
    if (Number.isNaN(asUtc)) return undefined;
    // The offset at the instant itself, which may differ from that at the first guess.
    const guess = asUtc - offsetOf(asUtc, format);
    const read = fromMs(asUtc - offsetOf(guess, format));
    return read !== undefined && 'time' in read ? read.time : undefined;
  };
}
