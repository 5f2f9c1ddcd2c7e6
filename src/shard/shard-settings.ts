import type { LevelOf } from '../check/rule-levels.js';
import { allRules } from '../rules/catalog.js';
import type { KnownEvent } from '../schema/known-event.js';
import type { Registry } from '../schema/registry.js';
import type { ShardSettings } from './shard-head.js';

/** What the settings of a shard are made from. */
export interface SettingsOfRun extends Omit<ShardSettings, 'rules' | 'schemas'> {
  readonly levelOf: LevelOf;
  readonly registry: Registry;
}

/** A digest of plain data, in hexadecimal. */
export function digestOf(value: unknown): string {
  // Not imported: that would cost every start a few milliseconds.
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** The settings of a run that change its results. */
export function shardSettings({ levelOf, registry, ...settings }: SettingsOfRun): ShardSettings {
  const { conversationOrder, inputFormat, maxRecordSize, showValues, releaseField } = settings;
  const schemas = [...registry.events, ...Object.values(registry.calls)];
  return {
    rules: Object.fromEntries(allRules().map((rule) => [rule, levelOf(rule)])),
    schemas: digestOf(schemas.map(({ id, origin, names, document }) => [id, origin, names, document])),
    conversationOrder,
    inputFormat,
    maxRecordSize,
    showValues,
    releaseField,
  };
}

/** What reports need to know of the events of a run. */
export function knownEvents({ events }: Registry): KnownEvent[] {
  return events.map(({ title, origin, names, outdatedNames, otherNames }) => ({
    ...{ title, origin, names, outdatedNames, otherNames },
  }));
}
