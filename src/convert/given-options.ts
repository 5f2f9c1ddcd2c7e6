import type { PersonalKind } from '../problem/finding.js';
import { assertTimeZone } from './collect.js';
import type { Role } from './model.js';
import type { ConvertOptions } from './options.js';
import { readerNamed } from './recognise.js';
import { readWhere } from './select-records.js';
import { startTime } from './times.js';

/** The options of `convert`, as its users give them. */
export interface GivenOptions {
  /** The name of a format. Default: `auto`, detected from the first record. */
  readonly from?: string;
  /** Where fields stand, for tables: `{ role: 'sender', text: 'body' }`. Default: none. */
  readonly map?: Readonly<Record<string, string>>;
  /** Only records with these values: `environment=production`, `model!=m`. Default: all. */
  readonly where?: readonly string[];
  /** The user of conversations that name none. Default: none. */
  readonly userId?: string;
  /** Where the user’s id stands in a record. Default: nowhere. */
  readonly userIdFrom?: string;
  /** An anonymous id for all, or `conversation` for the conversation’s own. Default: none. */
  readonly anonymousId?: string;
  /** The conversation of what names none. Default: none. */
  readonly conversationId?: string;
  /** A path in the record, `file`, `trace` or `history`. Default: what the source states. */
  readonly conversationIdFrom?: string;
  /** The first time of conversations without times. Default: none. */
  readonly start?: string;
  /** Whether events have timestamps. Default: true. */
  readonly timestamps?: boolean;
  /** The time zone of times without one. Default: none. */
  readonly timeZone?: string;
  /** When Conversation Ended is written. Default: `stated`. */
  readonly end?: 'stated' | 'last' | 'none';
  /** Whether edited questions and replaced answers are converted, too. Default: `shown`, only what was shown last. */
  readonly branches?: 'shown' | 'all';
  /** Whether conversations in which a bot’s makers tried it out are converted. Default: false. */
  readonly includeTests?: boolean;
  /** Whether a bot’s attachments and files count as media that it made. Default: false. */
  readonly media?: boolean;
  /** Scores that are the customer’s rating, with the numbers that their texts mean. Default: none. */
  readonly feedback?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Tools that draw a widget. Default: none. */
  readonly components?: readonly string[];
  /** Further words for roles: `{ luna: 'ai_agent' }`. Default: none. */
  readonly roles?: Readonly<Record<string, Role>>;
  /** Whether the messages’ texts are written. Default: `full`. */
  readonly bodies?: 'full' | 'none';
  /** Whether further facts of the source are written. Default: false. */
  readonly details?: boolean;
  /** The kinds of personal data to mask. Default: none. */
  readonly redact?: readonly PersonalKind[];
  /** How many conversations are written. Default: all. */
  readonly limit?: number;
}

function lowerCase(roles: Readonly<Record<string, Role>>): Record<string, Role> {
  return Object.fromEntries(Object.entries(roles).map(([word, role]) => [word.toLowerCase(), role]));
}

/** Options that may be given as `undefined`, which stands for the default. */
type MayBeUndefined<Options> = { readonly [Key in keyof Options]?: Options[Key] | undefined };

/** What a run of `convert` is asked for. @throws {Failure} if an option makes no sense */
export function convertOptionsOf(options: MayBeUndefined<GivenOptions>): ConvertOptions {
  const { from = 'auto', map = {}, where = [], roles = {}, feedback = {}, timeZone, start } = options;
  if (from !== 'auto') readerNamed(from);
  if (timeZone !== undefined) assertTimeZone(timeZone);
  return {
    from,
    reader: {
      map,
      roles: lowerCase(roles),
      feedback: new Map(Object.entries(feedback)),
      timeZone,
      branches: options.branches ?? 'shown',
      includeTests: options.includeTests ?? false,
      media: options.media ?? false,
    },
    components: new Set(options.components ?? []),
    where: where.map(readWhere),
    conversationId: options.conversationId,
    conversationIdFrom: options.conversationIdFrom ?? map['conversation'],
    userId: options.userId,
    userIdFrom: options.userIdFrom ?? map['user'],
    anonymousId: options.anonymousId,
    noTimestamps: options.timestamps === false,
    limit: options.limit ?? Number.POSITIVE_INFINITY,
    write: {
      bodies: options.bodies ?? 'full',
      redact: options.redact ?? [],
      details: options.details ?? false,
      start: start === undefined ? undefined : startTime(start),
      end: options.end ?? 'stated',
    },
  };
}
