import { describe, expect, it } from 'vitest';
import { bothPaths } from './both-paths.js';
import { ownEvent, registryOf } from './generated-schemas.js';
import { chanceFrom, corrupt, mannerOf, PLAIN, write } from './written-records.js';

const COUNT = Number(process.env['COPILOT_EVENTS_DIFFERENTIAL'] ?? '30000');
const EVENTS = 5;
const RECORDS = 1500;

describe('what the scanner accepts by generated schemas', () => {
  it('is what Ajv finds nothing in', { timeout: 60_000 + COUNT * 2 }, async () => {
    const seed = Date.now() ^ (Math.random() * 2 ** 32);
    const disputed: string[] = [];
    let judged = 0;
    let accepted = 0;
    let valid = 0;
    for (let round = 0; judged < COUNT; round++) {
      const chance = chanceFrom(seed + round);
      const events = Array.from({ length: EVENTS }, (_, index) => ownEvent(`Own Thing ${index}`, chance));
      const registry = registryOf(events);
      if (registry === undefined) continue;
      const { judge } = await bothPaths({ registry });
      const records = Array.from({ length: RECORDS }, () => {
        const record = chance.pick(events).record(chance);
        const text = write(record, chance.once(2) ? PLAIN : mannerOf(chance), chance);
        return chance.once(6) ? corrupt(text, chance) : Buffer.from(text);
      });
      const results = judge(records.filter((bytes) => !bytes.includes(0x0a)));
      judged += results.length;
      for (const { bytes, checked, dispute, accepted: isAccepted } of results) {
        if (checked.valid && checked.problems.length === 0) valid++;
        if (isAccepted) accepted++;
        if (dispute === undefined) continue;
        const name = checked.event ?? '';
        disputed.push(`${dispute}: ${bytes} by ${JSON.stringify(events[Number(name.at(-1))]?.document)}`);
      }
    }
    console.log(
      `${judged} records, ${valid} of them without a problem; ${accepted} accepted, ${disputed.length} disputed`,
    );
    disputed.sort((a, b) => a.length - b.length);
    expect(disputed.slice(0, 3), `${disputed.length} of ${judged}, seed ${seed}`).toEqual([]);
    expect(accepted).toBeGreaterThan(judged / 20);
    expect(accepted).toBeLessThan((judged * 19) / 20);
  });
});
