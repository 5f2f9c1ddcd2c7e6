import { Failure } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import type { Part } from './shard-file.js';
import type { ShardSettings } from './shard-head.js';

const SAME_RUN = 'run validate on all logs with the same version, options, schemas and config';

/** What a setting is called in a message. */
const SETTINGS: Readonly<Record<Exclude<keyof ShardSettings, 'rules'>, string>> = {
  schemas: 'other schemas or another tracking plan',
  conversationOrder: 'another --conversation-order',
  inputFormat: 'another --input-format',
  maxRecordSize: 'another --max-record-size',
  showValues: 'another --show-values',
  releaseField: 'another --release-field',
};

/** Why two parts do not go together; undefined if they do. */
function differenceOf({ head: a }: Part, { head: b }: Part): string | undefined {
  if (a.tool.version !== b.tool.version) {
    return `another version of copilot-events (${safeName(b.tool.version)}, not ${safeName(a.tool.version)})`;
  }
  const rules = [...new Set([...Object.keys(a.settings.rules), ...Object.keys(b.settings.rules)])];
  const other = rules.find((rule) => a.settings.rules[rule] !== b.settings.rules[rule]);
  if (other !== undefined) {
    return `another level of ${safeName(other)} (${b.settings.rules[other]}, not ${a.settings.rules[other]})`;
  }
  const names = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];
  const setting = names.find((name) => a.settings[name] !== b.settings[name]);
  return setting === undefined ? undefined : SETTINGS[setting];
}

/** The parts of one cut by number, and the parts without a cut, each in the place of the first. */
function cutsOf(parts: readonly Part[]): Part[][] {
  const cuts = new Map<string, Part[]>();
  for (const part of parts) {
    const { part: number } = part.head;
    const key = number === undefined ? part.id : `${number.of} of ${number.cut}`;
    const cut = cuts.get(key) ?? [];
    if (cut.push(part) === 1) cuts.set(key, cut);
  }
  return [...cuts.values()].map((cut) => cut.sort((a, b) => numberOf(a) - numberOf(b)));
}

function numberOf({ head }: Part): number {
  return head.part?.number ?? 0;
}

function refuseRepeated(cut: readonly Part[]): void {
  const twice = cut.find((part, index) => index > 0 && numberOf(part) === numberOf(cut[index - 1] as Part));
  if (twice === undefined) return;
  const other = cut.find((part) => part !== twice && numberOf(part) === numberOf(twice)) as Part;
  const which = `part ${numberOf(twice)} of ${twice.head.part?.of}`;
  throw new Failure(
    'bad-shard',
    `${safeName(other.shard.name)} and ${safeName(twice.shard.name)} both have ${which}, with other contents`,
    { hint: 'give one of them; the logs changed between the two runs' },
  );
}

function refuseMissing(cut: readonly Part[]): void {
  const of = cut[0]?.head.part?.of ?? 0;
  const found = new Set(cut.map(numberOf));
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((number) => !found.has(number));
  if (missing.length === 0) return;
  const shown = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '');
  const name = missing.length === 1 ? 'part' : 'parts';
  throw new Failure('bad-shard', `${name} ${shown} of ${of} ${missing.length === 1 ? 'is' : 'are'} missing`, {
    hint: 'all parts must be of the same logs, unchanged; -f shard=some.shard merges some of them',
  });
}

/**
 * The parts in the order of their logs, each once: as they are given, those of one `--shard` cut by their numbers.
 * @param mayBeIncomplete whether parts of a cut may be missing, for a shard that is merged again
 * @throws {Failure} if parts do not go together, or some are missing
 */
export function partsInOrder(parts: readonly Part[], mayBeIncomplete: boolean): Part[] {
  const [first] = parts;
  const byId = new Map<string, Part>();
  for (const part of parts) {
    const difference = first === undefined ? undefined : differenceOf(first, part);
    if (difference !== undefined) {
      const shard = safeName(part.shard.name);
      throw new Failure('bad-shard', `the shard ${shard} was made with ${difference}`, { hint: SAME_RUN });
    }
    if (!byId.has(part.id)) byId.set(part.id, part);
  }
  const cuts = cutsOf([...byId.values()]);
  for (const cut of cuts) {
    refuseRepeated(cut);
    if (!mayBeIncomplete) refuseMissing(cut);
  }
  return cuts.flat();
}
