import { countOf } from '../../text/count.js';

const TIME = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Whose time all of these are: `Europe/Berlin`. */
export const TIME_ZONE = DAY.resolvedOptions().timeZone;

/** The time of day of a moment; '' if there is none. */
export function timeOf(at: number | undefined): string {
  return at === undefined || Number.isNaN(at) ? '' : TIME.format(at);
}

/** The day of a moment. */
export function dayOf(at: number): string {
  return DAY.format(at);
}

/** Day and time of a moment. */
export function momentOf(at: number): string {
  return MOMENT.format(at);
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** A length of time in one unit: `5 minutes`, `1 day`. */
export function spanOf(ms: number): string {
  const [unit, length] = UNITS.find(([, length]) => ms >= length) ?? (['millisecond', 1] as const);
  return countOf(Math.round(ms / length), unit);
}

/** How long after another event one happened, in short: `+4.2 s`, `+3 min`; with a minus if it was before. */
export function gapText(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${lengthText(Math.abs(ms))}`;
}

/** A length of time in short: `45 ms`, `4.2 s`, `3 min`. */
export function lengthText(ms: number): string {
  if (ms > 0 && ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.5) return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 59.5) return `${minutes < 10 ? Number(minutes.toFixed(1)) : Math.round(minutes)} min`;
  if (seconds < 86_400) return `${Number((seconds / 3600).toFixed(1))} h`;
  return `${Number((seconds / 86_400).toFixed(1))} d`;
}

/** A share of a whole in percent: 0 % and 100 % are exact. */
export function shareOf(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  if (part === whole) return '100 %';
  const percent = (100 * part) / whole;
  if (percent < 0.1) return '< 0.1 %';
  return percent > 99.9 ? '> 99.9 %' : `${percent.toFixed(percent < 10 || percent > 90 ? 1 : 0)} %`;
}

/** A text with a capital at its beginning and a full stop at its end. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
