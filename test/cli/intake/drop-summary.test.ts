import { describe, expect, it } from '@jest/globals';
import { explainDrop, summariseDrop } from '../../../cli/intake/drop-summary.ts';

describe('what `drop` says', () => {
  it('counts what became of the files', () => {
    const outcomes = [
      { name: 'a.jpg', outcome: 'accepted' as const },
      { name: 'b.jpg', outcome: 'accepted' as const },
      { name: 'copy of a.jpg', outcome: 'duplicate' as const },
      { name: 'c.jpg', outcome: 'quarantined' as const, reason: 'the JPEG ends early' },
    ];
    expect(summariseDrop(outcomes)).toBe('2 accepted, 1 duplicate, 1 quarantined');
    expect(explainDrop(outcomes)).toEqual(['c.jpg: the JPEG ends early']);
  });

  it('says that nothing is new when the same files come again', () => {
    const again = [
      { name: 'a.jpg', outcome: 'known' as const },
      { name: 'b.jpg', outcome: 'known' as const },
    ];
    expect(summariseDrop(again)).toBe('nothing new: 2 duplicates');
  });
});
