import { expect, it } from '@jest/globals';
import { emptyBoxState } from '../../../../shared/domain/consolidation/box-workers.ts';
import { consolidateTracks } from '../../../../shared/domain/tracks/consolidate-tracks.ts';
import type { Keyframe, Track } from '../../../../shared/domain/tracks/track.ts';

const FRAMES = 40;
const box = (left: number, top = 0) => ({ left, top, width: 20, height: 40 });
const track = (objectId: string, ...keyframes: Keyframe[]): Track => ({
  label: 'walker',
  objectId,
  objectName: `walker:${objectId}`,
  keyframes,
});
/** Two walkers who pass each other at frame 20. */
const right = () => [
  track('a', { frame: 0, ...box(0) }, { frame: FRAMES - 1, ...box(390) }),
  track('b', { frame: 0, ...box(390, 12) }, { frame: FRAMES - 1, ...box(0, 12) }),
];
/** Who takes the one for the other where they meet. */
const mistaken = () => [
  track('a', { frame: 0, ...box(0) }, { frame: 20, ...box(200, 6) }, { frame: FRAMES - 1, ...box(0, 12) }),
  track('b', { frame: 0, ...box(390, 12) }, { frame: 20, ...box(190, 6) }, { frame: FRAMES - 1, ...box(390) }),
];
const consolidate = (...answers: Track[][]) =>
  consolidateTracks(
    [{ objectId: '0', frameCount: FRAMES, answers: answers.map((tracks, at) => ({ workerId: `w${at}`, tracks })) }],
    ['walker'],
    emptyBoxState(),
  ).objects[0]!.tracks;

it('one worker who takes crossing objects for each other is outvoted', () => {
  const tracks = consolidate(right(), mistaken(), right());
  expect(tracks).toHaveLength(2);
  const ends = tracks.map(({ boxes }) => [boxes[0]!.left, boxes.at(-1)!.left]);
  expect(ends.sort(([a], [b]) => a! - b!)).toEqual([
    [expect.closeTo(0, 0), expect.closeTo(390, 0)],
    [expect.closeTo(390, 0), expect.closeTo(0, 0)],
  ]);
});

it('a track in two pieces is one object, and what one of three workers saw alone is none', () => {
  const [a, b] = right();
  const broken = [
    track('a1', { frame: 0, ...box(0) }, { frame: 10, ...box(100) }, { frame: 11, ...box(110), isOutside: true }),
    track('a2', { frame: 11, ...box(110) }, { frame: FRAMES - 1, ...box(390) }),
    b!,
    track('none', { frame: 5, ...box(200, 300) }, { frame: 25, ...box(200, 300), isOutside: true }),
  ];
  const tracks = consolidate([a!, b!], broken, [a!, b!]);
  expect(tracks.map(({ boxes }) => boxes.length)).toEqual([FRAMES, FRAMES]);
});

it('who never followed an object does not say at each frame that it is not there', () => {
  const [a, b] = right();
  const late = track('a', { frame: 6, ...box(60) }, { frame: FRAMES - 1, ...box(390) });
  const [found] = consolidate([a!, b!], [late, b!], [b!]).filter(({ boxes }) => boxes[0]!.top < 6);
  expect(found!.boxes.map(({ frame }) => frame)).toEqual(Array.from({ length: FRAMES }, (_, frame) => frame));
});

it('does not depend on the order of the answers', () => {
  const answers = [right(), mistaken(), right()].map((tracks, at) => ({ workerId: `w${at}`, tracks }));
  const run = (order: typeof answers) =>
    JSON.stringify(
      consolidateTracks([{ objectId: '0', frameCount: FRAMES, answers: order }], ['walker'], emptyBoxState()),
    );
  expect(run([...answers].reverse())).toBe(run(answers));
});
