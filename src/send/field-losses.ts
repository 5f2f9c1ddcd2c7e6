import { safeName } from '../text/safe-name.js';
import { inexactFields } from './inexact-fields.js';
import type { OutgoingCall } from './outgoing-call.js';

/** How many fields are reported of each kind. Names from a log have no limit. */
const MAX_FIELDS = 20;

/** Fields that name the call, or that Segment itself writes into its archive and makes anew: nothing is lost with them. */
const NOT_LOST: ReadonlySet<string> = new Set([
  ...['type', 'action', 'writeKey', 'originalTimestamp', 'sentAt', 'receivedAt'],
  ...['version', 'channel', 'projectId', '_metadata'],
]);

/** What a text holds that has an inexact number; other texts need no closer look. */
const LONG_NUMBER = /\d[\d.]{15}|\d[eE][+-]?\d|-0(?!\d)/;

/** The same for a plain record, which has no exponents and no repeated keys: digits of dates and ids need no look, which is faster. */
const LONG_PLAIN_NUMBER = /[:,[\s](?:-?\d[\d.]{15}|-0(?!\d))/;

/** Fields of records that do not arrive as they are in the log, by their paths. */
export interface FieldLoss {
  /** Fields at the top level that are not sent. */
  readonly dropped: readonly string[];
  /** Fields with numbers that are not kept, or with a key that stands twice. */
  readonly inexact: readonly string[];
}

/** Finds the fields that records lose when they are sent. Reports each field once, before the first record with it goes out. */
export class FieldLosses {
  readonly #dropped = new Set<string>();
  readonly #inexact = new Set<string>();
  readonly #onLoss: (loss: FieldLoss) => void;

  /** `onLoss`: called with the fields of a record that were not reported before, if there are any. */
  constructor(onLoss: (loss: FieldLoss) => void) {
    this.#onLoss = onLoss;
  }

  add({ raw, value, parameters }: OutgoingCall): void {
    const lost = Object.keys(value).filter(
      (key) => value[key] !== null && !NOT_LOST.has(key) && !Object.hasOwn(parameters, key),
    );
    const dropped = unknownOf(
      lost.map((key) => safeName(key)),
      this.#dropped,
    );
    // Digits are the same in Latin-1, which is read faster.
    const longNumber = raw.isPlain === true ? LONG_PLAIN_NUMBER : LONG_NUMBER;
    const hasLongNumber = this.#inexact.size < MAX_FIELDS && longNumber.test(raw.bytes.toString('latin1'));
    const fields = hasLongNumber ? inexactFields(raw.bytes.toString()) : [];
    const sent = fields.filter(([key = '']) => Object.hasOwn(parameters, key));
    const inexact = unknownOf(
      sent.map((path) => path.map((key) => safeName(key)).join('.')),
      this.#inexact,
    );
    if (dropped.length > 0 || inexact.length > 0) this.#onLoss({ dropped, inexact });
  }
}

/** Those fields that are not known yet, as long as there is room; they are known from now on. */
function unknownOf(fields: readonly string[], known: Set<string>): string[] {
  return fields.filter((field) => {
    if (known.has(field) || known.size >= MAX_FIELDS) return false;
    known.add(field);
    return true;
  });
}
