import { describe, expect, it } from 'vitest';
import { LazyScanner } from '../../src/scan/lazy-scanner.js';
import { builtInRegistry } from '../../src/schema/registry.js';

const registry = builtInRegistry();
const OPTIONS = { isOn: () => false, wantsFacts: false, now: () => 0 };

describe('the lazy scanner', () => {
  it.each([
    ['4 KiB of text', 4 * 1024, registry],
    ['32 KiB of text with own schemas', 32 * 1024, { ...registry }],
  ])('the scanner is loaded for more than %s, in pieces or expected', async (_, enough, registry) => {
    const options = { ...OPTIONS, registry };
    const scanner = new LazyScanner(options);
    expect(scanner.cutterFor(enough)).toBeUndefined();
    expect(await scanner.cutterFor(1)).toBeDefined();
    expect(new LazyScanner(options, enough).cutterFor(1)).toBeUndefined();
    expect(await new LazyScanner(options, enough + 1).cutterFor(1)).toBeDefined();
  });
});
