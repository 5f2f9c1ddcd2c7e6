import type { ConversationOrder } from '../check/conversation-order.js';
import { DEFAULT_MAX_RECORD_SIZE } from '../input/read-records.js';
import type { Config } from './config.js';

/** How many problems the formats for people show by default. */
export const DEFAULT_MAX_PROBLEMS = 100;

/** What the command line and the config may both set. Null stands for none. */
export interface SettingValues {
  readonly files: readonly string[];
  readonly schemas: readonly string[];
  readonly trackingPlan: string | null;
  readonly baseline: string | null;
  readonly maxWarnings: number | null;
  readonly maxProblems: number;
  readonly maxRecordSize: number;
  readonly allowEmpty: boolean;
  readonly conversationOrder: ConversationOrder;
}

/** A setting in force, and what set it: `command line`, `default`, or the path of the config. */
export interface Setting<Value> {
  readonly value: Value;
  readonly from: string;
}

/** All settings in force. */
export type EffectiveSettings = { readonly [Name in keyof SettingValues]: Setting<SettingValues[Name]> };

/** What the command line sets; undefined where it is silent. */
export type GivenSettings = { readonly [Name in keyof SettingValues]?: SettingValues[Name] | undefined };

const DEFAULTS: SettingValues = {
  files: [],
  schemas: [],
  trackingPlan: null,
  baseline: null,
  maxWarnings: null,
  maxProblems: DEFAULT_MAX_PROBLEMS,
  maxRecordSize: DEFAULT_MAX_RECORD_SIZE,
  allowEmpty: false,
  conversationOrder: 'time',
};

/** The settings in force: those of the command line, else those of the config, else the defaults. */
export function effectiveSettings(given: GivenSettings, config: Config): EffectiveSettings {
  const { files, schemas, allowEmpty } = config;
  const inConfig: GivenSettings = {
    ...config,
    files: files.length > 0 ? files : undefined,
    schemas: schemas.length > 0 ? schemas : undefined,
    allowEmpty: allowEmpty || undefined,
  };
  const settings = Object.entries(DEFAULTS).map(([key, byDefault]) => {
    const name = key as keyof SettingValues;
    if (given[name] !== undefined) return [name, { value: given[name], from: 'command line' }];
    if (inConfig[name] !== undefined) return [name, { value: inConfig[name], from: config.path ?? 'default' }];
    return [name, { value: byDefault, from: 'default' }];
  });
  return Object.fromEntries(settings) as EffectiveSettings;
}
