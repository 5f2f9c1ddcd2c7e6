import { describe, expect, it } from 'vitest';
import { LazyScanner } from '../../src/scan/lazy-scanner.js';
import { builtInRegistry } from '../../src/schema/registry.js';

const OPTIONS = { registry: builtInRegistry(), isOn: () => false, wantsFacts: false, now: () => 0 };
const ENOUGH = 32 * 1024;

describe('the lazy scanner', () => {
  it('the scanner is loaded as soon as there are more than 32 KiB of text', async () => {
    const scanner = new LazyScanner(OPTIONS);
    expect(scanner.cutterFor(ENOUGH)).toBeUndefined();
    expect(await scanner.cutterFor(1)).toBeDefined();
  });

  it('the scanner is loaded for the first text if more than 32 KiB are expected', async () => {
    expect(new LazyScanner(OPTIONS, ENOUGH).cutterFor(1)).toBeUndefined();
    expect(await new LazyScanner(OPTIONS, ENOUGH + 1).cutterFor(1)).toBeDefined();
  });
});
