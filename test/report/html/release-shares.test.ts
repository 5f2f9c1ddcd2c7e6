import { describe, expect, it } from 'vitest';
import { ReleaseShares } from '../../../src/report/html/release-shares.js';

/** A word that looks random, the same for the same number. */
function wordOf(number: number): number {
  return Math.imul(number + 1, 0x9e3779b1) ^ (Math.imul(number + 1, 0x85ebca6b) >>> 13);
}

function sharesOf(conversations: readonly number[], events: number): ReleaseShares {
  const shares = new ReleaseShares();
  for (const conversation of conversations) {
    const word = wordOf(conversation);
    for (let event = 0; event < events; event++) {
      if (shares.wants(word)) shares.add(word, conversation % 4 === 0 ? '2.5.0' : '2.4.1');
    }
  }
  return shares;
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('the shares of releases', () => {
  it('are exact in a small log', () => {
    const shown = [
      { name: '2.4.1', count: 750 },
      { name: '2.5.0', count: 250 },
    ];
    expect(sharesOf(numbers(100), 10).listed()).toEqual({ looked: 1000, releases: { shown, total: 2 } });
  });

  it('come from a sample of a large log, which is the same whatever the order of its records', () => {
    const listed = sharesOf(numbers(100_000), 3).listed();
    expect(listed?.looked).toBeGreaterThan(5000);
    expect(listed?.looked).toBeLessThanOrEqual(20_000);
    const share = (listed?.releases.shown[1]?.count ?? 0) / (listed?.looked ?? 1);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
    expect(sharesOf(numbers(100_000).reverse(), 3).listed()).toEqual(listed);
  });

  it('are not known if no event names a release', () => {
    const shares = new ReleaseShares();
    shares.add(1, '');
    expect(shares.listed()).toBeUndefined();
    expect(new ReleaseShares().listed()).toBeUndefined();
  });
});
