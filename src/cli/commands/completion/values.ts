import { LEVELS } from '../../../check/rule-levels.js';
import { READERS } from '../../../convert/readers.js';
import { EXPLAINED_RULES } from '../../../explain/explained-rules.js';
import { FORMATS } from '../../../report/formats.js';
import { allRules } from '../../../rules/catalog.js';
import { builtInRegistry } from '../../../schema/registry.js';
import type { OfferedValues } from '../../define-command.js';
import type { Candidate } from './candidate.js';

/** Where on the command line a value is wanted. */
export interface CompletionContext {
  /** The arguments of the command before it. */
  readonly args: readonly string[];
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

function ruleSettings({ word }: CompletionContext): Candidate[] {
  const equals = word.indexOf('=');
  if (equals === -1) return rules().map(({ value, ...rest }) => ({ value: `${value}=`, ...rest }));
  return plain(LEVELS.map((level) => `${word.slice(0, equals)}=${level}`));
}

function events(): Candidate[] {
  return builtInRegistry().events.map(({ title, description }) => ({ value: title, description }));
}

/** The fields of the event that is named first, each as `name=`. */
function fields({ args: [event = '', ...pairs] }: CompletionContext): Candidate[] {
  const match = builtInRegistry().match(event);
  if (match.kind === 'unknown') return [];
  return match.schema.fields.flatMap(({ parent, name, description }) => {
    const given = parent !== 'properties' || pairs.some((pair) => pair.startsWith(`${name}=`));
    return given ? [] : [{ value: `${name}=`, ...(description === undefined ? {} : { description }) }];
  });
}

function eventFilters({ word }: CompletionContext): Candidate[] {
  return word.startsWith('!') ? events().map(({ value, ...rest }) => ({ value: `!${value}`, ...rest })) : events();
}

const MAKERS: Readonly<Record<Extract<OfferedValues, string>, (context: CompletionContext) => Candidate[]>> = {
  rules,
  'rule-settings': ruleSettings,
  // Behind the `=` of a format stands a file.
  'report-formats': () => plain(Object.keys(FORMATS)),
  'report-formats-and-shard': () => plain([...Object.keys(FORMATS), 'shard=']),
  'transcript-formats': () => plain(['auto', ...READERS.map(({ name }) => name)]),
  events,
  'event-filters': eventFilters,
  'event-fields': fields,
};

/** The values that are offered at a place of the command line. */
export function offeredValues(values: OfferedValues, context: CompletionContext): Candidate[] {
  return typeof values === 'string' ? MAKERS[values](context) : plain(values);
}
