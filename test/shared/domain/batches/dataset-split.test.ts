import { describe, expect, it } from '@jest/globals';
import { splitOf } from '../../../../shared/domain/batches/dataset-split.ts';
import { sha256 } from '../../../../shared/sha256.ts';

const images = Array.from({ length: 5000 }, (_, number) => sha256(String(number)));

describe('splitOf', () => {
  it('holds out the wanted share, the same images each time, others in another project', () => {
    const split = (uid: string) => images.map((image) => splitOf(image, uid, 0.2, sha256));
    const held = split('abc123').filter((side) => side === 'validation').length;
    expect(held / images.length).toBeCloseTo(0.2, 1);
    expect(split('abc123')).toEqual(split('abc123'));
    expect(split('abc123')).not.toEqual(split('xyz789'));
  });

  it('only moves images into validation when the share grows', () => {
    for (const image of images)
      if (splitOf(image, 'abc123', 0.1, sha256) === 'validation')
        expect(splitOf(image, 'abc123', 0.3, sha256)).toBe('validation');
  });
});
