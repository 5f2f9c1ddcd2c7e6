import { convertOptionsOf } from '../../../convert/given-options.js';
import type { Role } from '../../../convert/model.js';
import type { ConvertOptions } from '../../../convert/options.js';
import { Failure } from '../../../failure.js';
import { safeName } from '../../../text/safe-name.js';
import { redactKinds } from '../../redact-kinds.js';
import type { ConvertFlags } from './convert-command.js';

const ROLES: readonly Role[] = ['customer', 'ai_agent', 'human_agent', 'agent'];
const FIELDS = [
  'conversation',
  'id',
  'role',
  'text',
  'answer',
  'time',
  'user',
  'action',
  'type',
  'component',
  'rating',
];

/** Reads `key=value`. @throws {Failure} for anything else, or a key that is none of `keys`. */
function readPair(option: string, text: string, keys: readonly string[]): [key: string, value: string] {
  const equals = text.indexOf('=');
  const [key, value] = [text.slice(0, equals), text.slice(equals + 1)];
  if (equals < 1 || value === '' || !keys.includes(key)) {
    throw new Failure('bad-usage', `${option} ${safeName(text)} makes no sense`, {
      hint: `write it like ${option} ${keys[0]}=… ; before the = stands one of ${keys.join(', ')}`,
    });
  }
  return [key, value];
}

/** Reads `name` or `name=up:1,down:0`. @throws {Failure} if a number is none. */
function readFeedback(text: string): [name: string, scale: Readonly<Record<string, number>>] {
  const equals = text.lastIndexOf('=');
  if (equals === -1) return [text, {}];
  const scale = text
    .slice(equals + 1)
    .split(',')
    .map((pair): [string, number] => {
      const colon = pair.lastIndexOf(':');
      const rating = Number(pair.slice(colon + 1));
      if (colon < 1 || pair.slice(colon + 1).trim() === '' || !Number.isFinite(rating)) {
        throw new Failure('bad-usage', `--feedback ${safeName(text)} makes no sense`, {
          hint: 'write it like --feedback user-rating or --feedback thumbs=up:1,down:0',
        });
      }
      return [pair.slice(0, colon), rating];
    });
  return [text.slice(0, equals), Object.fromEntries(scale)];
}

/** @throws {Failure} for options that contradict each other. */
function refuseContradictions({ start, timestamps, anonymousId, userId, userIdFrom }: ConvertFlags): void {
  if (start !== undefined && timestamps === false) {
    throw new Failure('bad-usage', '--start and --no-timestamps cannot be given together', {
      hint: 'leave one of them out',
    });
  }
  if (anonymousId === 'conversation' && userId !== undefined && userIdFrom === undefined) {
    throw new Failure('bad-usage', '--user-id and --anonymous-id conversation cannot be given together', {
      hint: 'all conversations have a user by --user-id',
    });
  }
}

/** The options of a run, from the command line. @throws {Failure} if one makes no sense. */
export function convertOptions(flags: ConvertFlags): ConvertOptions {
  refuseContradictions(flags);
  const roles = (flags.role ?? []).map((text): [string, Role] => {
    const [role, word] = readPair('--role', text, ROLES);
    return [word, role as Role];
  });
  return convertOptionsOf({
    from: flags.from,
    map: Object.fromEntries((flags.map ?? []).map((text) => readPair('--map', text, FIELDS))),
    where: flags.where,
    roles: Object.fromEntries(roles),
    feedback: Object.fromEntries((flags.feedback ?? []).map(readFeedback)),
    components: (flags.component ?? []).map((name) => name.replace(/^tool:/, '')),
    conversationId: flags.conversationId,
    conversationIdFrom: flags.conversationIdFrom,
    userId: flags.userId,
    userIdFrom: flags.userIdFrom,
    anonymousId: flags.anonymousId,
    start: flags.start,
    timestamps: flags.timestamps,
    timeZone: flags.timeZone,
    end: flags.end,
    branches: flags.branches,
    includeTests: flags.includeTests,
    media: flags.media,
    limit: flags.limit,
    bodies: flags.bodies,
    redact: redactKinds(flags.redact),
    details: flags.details,
  });
}
