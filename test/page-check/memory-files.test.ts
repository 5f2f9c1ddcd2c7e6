import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/page-check/memory-files.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';

describe('temporary files in memory', () => {
  it('read the bytes that were written, from any position', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 9 });
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 5 }), fc.nat(99), fc.nat(99), (writes, from, length) => {
        const file = new TemporaryFiles({ system: memoryFiles() }).create();
        for (const written of writes) file.append(written);
        const all = writes.flat().flatMap((part) => [...part]);
        expect(file.size).toBe(all.length);
        const position = Math.min(from, all.length);
        const target = new Uint8Array(Math.min(length, all.length - position));
        file.read(target, position);
        expect([...target]).toEqual(all.slice(position, position + target.length));
      }),
      { endOnFailure: true },
    );
  });

  it('keep their bytes when the memory that these came from is used again, until they are closed', () => {
    const file = new TemporaryFiles({ system: memoryFiles() }).create();
    const bytes = Uint8Array.of(1, 2, 3);
    file.append([bytes]);
    bytes.fill(0);
    const target = new Uint8Array(3);
    file.read(target, 0);
    expect([...target]).toEqual([1, 2, 3]);
    file.close();
    expect(() => file.read(target, 0)).toThrow('the file is closed');
  });
});
