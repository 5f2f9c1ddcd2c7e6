import { describe, expect, it } from 'vitest';
import { scaled } from '../properties/runs.js';
import { bothPaths } from './both-paths.js';
import { ownEvent, registryOf } from './generated-schemas.js';
import { chanceFrom, corrupt, mannerOf, PLAIN, write } from './written-records.js';

const COUNT = Number(process.env['COPILOT_EVENTS_DIFFERENTIAL'] ?? scaled(30_000));
const EVENTS = 5;
/** Few for each set of schemas: how many are accepted depends on those, and two sets accepted too few once. */
const RECORDS = 200;

describe('a record that the scanner accepts by generated schemas', () => {
  it('has no error of Ajv', { timeout: 60_000 + COUNT * 2 }, async () => {
    const seed = Date.now() ^ (Math.random() * 2 ** 32);
    const disputed: string[] = [];
    let compared = 0;
    let accepted = 0;
    let valid = 0;
    let repeated = 0;
    for (let round = 0; compared < COUNT; round++) {
      const chance = chanceFrom(seed + round);
      const events = Array.from({ length: EVENTS }, (_, index) => ownEvent(`Own Thing ${index}`, chance));
      const registry = registryOf(events);
      if (registry === undefined) continue;
      const { compare } = await bothPaths({ registry });
      const records = Array.from({ length: RECORDS }, () => {
        const record = chance.pick(events).record(chance);
        const text = write(record, chance.once(2) ? PLAIN : mannerOf(chance), chance);
        return chance.once(6) ? corrupt(text, chance) : Buffer.from(text);
      });
      const results = compare(records.filter((bytes) => !bytes.includes(0x0a)));
      compared += results.length;
      for (const { bytes, checked, dispute, accepted: isAccepted, repeated: isRepeated } of results) {
        if (isRepeated) repeated++;
        if (checked.valid && checked.problems.length === 0) valid++;
        if (isAccepted) accepted++;
        if (dispute === undefined) continue;
        const name = checked.event ?? '';
        disputed.push(`${dispute}: ${bytes} by ${JSON.stringify(events[Number(name.at(-1))]?.document)}`);
      }
    }
    console.log(
      `${compared} records, ${valid} of them without a problem; ${accepted} accepted, ${repeated} with findings of others, ${disputed.length} disputed`,
    );
    disputed.sort((a, b) => a.length - b.length);
    expect(disputed.slice(0, 3), `${disputed.length} of ${compared}, seed ${seed}`).toEqual([]);
    expect(accepted).toBeGreaterThan(compared / 20);
    expect(accepted).toBeLessThan((compared * 19) / 20);
  });
});
