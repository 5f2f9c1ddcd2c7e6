import { LEVELS } from '../../../check/rule-levels.js';
import { EXPLAINED_RULES } from '../../../explain/explained-rules.js';
import { PERSONAL_KINDS } from '../../../privacy/find-personal-data.js';
import { FORMATS } from '../../../report/formats.js';
import { allRules } from '../../../rules/catalog.js';
import { builtInRegistry } from '../../../schema/registry.js';
import type { Candidate } from './candidate.js';
import { SHELLS } from './scripts.js';

/** Where on the command line a value is wanted. */
export interface Spot {
  readonly command: string;
  /** The arguments before it, options left out. */
  readonly earlier: readonly string[];
  /** The word so far. */
  readonly word: string;
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value }));
}

function rules(): Candidate[] {
  const groups = [...new Set(allRules().map((rule) => rule.slice(0, rule.indexOf('/'))))];
  return [
    ...EXPLAINED_RULES.map(({ rule, summary }) => ({ value: rule as string, description: summary })),
    ...groups.map((group) => ({ value: `${group}/*`, description: `all ${group} rules` })),
  ];
}

function ruleSettings({ word }: Spot): Candidate[] {
  const equals = word.indexOf('=');
  if (equals === -1) return rules().map(({ value, ...rest }) => ({ value: `${value}=`, ...rest }));
  return plain(LEVELS.map((level) => `${word.slice(0, equals)}=${level}`));
}

function events(): Candidate[] {
  return builtInRegistry().events.map(({ title, description }) => ({ value: title, description }));
}

/** The fields of the event that is named first, each as `name=`. */
function fields({ earlier: [event = '', ...pairs] }: Spot): Candidate[] {
  const match = builtInRegistry().match(event);
  if (match.kind === 'unknown') return [];
  return match.schema.fields.flatMap(({ parent, name, description }) => {
    const given = parent !== 'properties' || pairs.some((pair) => pair.startsWith(`${name}=`));
    return given ? [] : [{ value: `${name}=`, ...(description === undefined ? {} : { description }) }];
  });
}

function formats({ command, word }: Spot): Candidate[] {
  // Behind the name stands a file.
  if (word.includes('=')) return [];
  return plain(command === 'send' || command === 'fix' ? ['pretty', 'json'] : Object.keys(FORMATS));
}

const OF_OPTIONS: Readonly<Record<string, (spot: Spot) => Candidate[]>> = {
  '--rule': ruleSettings,
  '--format': formats,
  '--only': rules,
  '--redact': () => plain([...PERSONAL_KINDS, 'all']),
  '--input-format': () => plain(['auto', 'json', 'ndjson']),
  '--event': ({ word }) =>
    word.startsWith('!') ? events().map(({ value, ...rest }) => ({ value: `!${value}`, ...rest })) : events(),
};

const OF_ARGUMENTS: Readonly<Record<string, (spot: Spot) => Candidate[]>> = {
  emit: (spot) => (spot.earlier.length === 0 ? events() : fields(spot)),
  events: ({ earlier }) => (earlier.length === 0 ? events() : []),
  explain: rules,
  completion: ({ earlier }) => (earlier.length === 0 ? plain(SHELLS) : []),
};

/** The values that an option may have; none where a file or a free text is wanted. */
export function optionValues(option: string, spot: Spot): Candidate[] {
  return OF_OPTIONS[option]?.(spot) ?? [];
}

/** The values that the next argument of a command may have; none where files are wanted. */
export function argumentValues(spot: Spot): Candidate[] {
  return OF_ARGUMENTS[spot.command]?.(spot) ?? [];
}
