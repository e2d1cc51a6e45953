import { describe, expect, it } from '@jest/globals';
import { ImageNames } from '../../../../shared/domain/dataset/image-names.ts';

describe('flat names of images', () => {
  it.each([
    ['in other folders', 'a/0.jpg', 'b/0.jpg'],
    ['of another kind', 'a.jpg', 'a.png'],
    ['that differ in case', 'A.jpg', 'a.jpg'],
    ['that compose accents otherwise', 'caf\u00e9.jpg', 'cafe\u0301.jpg'],
  ])('tell images apart %s', (_, one, other) => {
    const names = new ImageNames();
    const written = [names.flat(one), names.flat(other)].map((name) => name.replace(/\.[a-z]+$/, '').normalize('NFC'));
    expect(new Set(written.map((name) => name.toLowerCase())).size).toBe(2);
  });

  it.each([
    ['too long for a disk', `${'x'.repeat(3000)}.jpg`],
    ['too long in bytes', `${'猫'.repeat(100)}.jpg`],
    ['with a zero byte', 'a\0b.jpg'],
    ['with a line break', 'a\nb.jpg'],
  ])('are names of files, of images %s', (_, ref) => {
    const name = new ImageNames().flat(ref);
    expect(name).toMatch(/^[^\p{Cc}/]+-[0-9a-f]{8}\.jpg$/u);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(250);
  });
});
