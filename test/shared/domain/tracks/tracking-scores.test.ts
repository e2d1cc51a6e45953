import { expect, it } from '@jest/globals';
import type { Keyframe, Track } from '../../../../shared/domain/tracks/track.ts';
import { scoreTracks } from '../../../../shared/domain/tracks/tracking-scores.ts';

const box = (left: number) => ({ left, top: 0, width: 10, height: 10 });
const track = (objectId: string, ...keyframes: Keyframe[]): Track => ({
  label: 'a',
  objectId,
  objectName: `a:${objectId}`,
  keyframes,
});
const known = [track('1', { frame: 0, ...box(0) }), track('2', { frame: 0, ...box(100) })];

it('the same tracks are right throughout', () => {
  expect(scoreTracks(known, known, 10)).toEqual({ idF1: 1, mota: 1, missed: 0, spurious: 0, switches: 0 });
});

it('two objects that change identities half way cost half of IDF1 and two switches', () => {
  const swapped = [
    track('x', { frame: 0, ...box(0) }, { frame: 4, ...box(0) }, { frame: 5, ...box(100) }),
    track('y', { frame: 0, ...box(100) }, { frame: 4, ...box(100) }, { frame: 5, ...box(0) }),
  ];
  expect(scoreTracks(swapped, known, 10)).toEqual({ idF1: 0.5, mota: 1 - 2 / 20, missed: 0, spurious: 0, switches: 2 });
});

it('a missed object and one that is none count as such', () => {
  const given = [known[0]!, track('z', { frame: 0, ...box(300) }, { frame: 4, ...box(300), isOutside: true })];
  expect(scoreTracks(given, known, 10)).toEqual({
    idF1: (2 * 10) / (20 + 14),
    mota: 1 - (10 + 4) / 20,
    missed: 10,
    spurious: 4,
    switches: 0,
  });
});
