import { describe, expect, it } from '@jest/globals';
import { joinPieces } from '../../../../shared/domain/tracks/join-pieces.ts';

const box = (id: string, left: number, name = 'walker:1', class_id = 0) => ({
  ...{ class_id, left, top: 10, width: 20, height: 40 },
  ...{ 'object-id': id, 'object-name': name },
});
const frame = (...annotations: ReturnType<typeof box>[]) => ({ 'source-ref': 's3://b/x.jpg', labels: { annotations } });
const joined = (...pieces: ReturnType<typeof frame>[][]) =>
  joinPieces(pieces, 'labels').map(({ labels }) =>
    (labels as ReturnType<typeof frame>['labels'] | undefined)?.annotations.map((one) => [
      one['object-id'],
      one['object-name'],
    ]),
  );

describe('pieces of a video that were labeled in tasks of their own', () => {
  it('go on with the objects of the piece before, by where each was going', () => {
    // They pass each other: by place alone they would be taken for one another.
    const before = [frame(box('a', 100), box('b', 160, 'walker:2')), frame(box('a', 118), box('b', 142, 'walker:2'))];
    const after = [frame(box('x', 136), box('y', 124, 'walker:2')), frame(box('x', 154), box('y', 106, 'walker:2'))];
    const expected = [
      ['a', 'walker:1'],
      ['b', 'walker:2'],
    ];
    expect(joined(before, after)).toEqual([expected, expected, expected, expected]);
  });

  it('keep an object apart that is elsewhere or of another class, and give it a name that none has', () => {
    const after = [frame(box('x', 400), box('y', 100, 'walker:2', 1))];
    expect(joined([frame(box('a', 100))], after)[1]).toEqual([
      ['x', 'walker:2'],
      ['y', 'walker:3'],
    ]);
  });

  it('stay as they are where there is one piece, or nobody labeled the one before', () => {
    const piece = [frame(box('a', 100)), frame()];
    expect(joinPieces([piece], 'labels')).toEqual(piece);
    expect(joined([{ 'source-ref': 's3://b/x.jpg' } as never], [frame(box('a', 100))])[1]).toEqual([['a', 'walker:1']]);
  });
});
