import { expect, it } from '@jest/globals';
import type { LedgerRecord } from '../../../../shared/contracts/ledger-record.ts';
import { groupFrames, videoOf } from '../../../../shared/domain/batches/video-frames.ts';

it.each([
  ['incoming/birds/walk.mp4/frame_000012.jpg', 'walk.mp4'],
  ['incoming/birds/day 1/walk.MOV/7.png', 'day 1/walk.MOV'],
  ['incoming/birds/walk.frames/7.png', 'walk.frames'],
  ['incoming/birds/walk.mp4', undefined],
  ['incoming/birds/walk.mp4/more/7.png', undefined],
  ['incoming/birds/photos/7.png', undefined],
])('%s is a frame of %s', (key, video) => {
  expect(videoOf(key)).toBe(video);
});

it('frames of a video go together in the order of their numbers, so many in a task, and photographs one by one', () => {
  const names = ['b.mp4/10.jpg', 'b.mp4/9.jpg', 'photo.jpg', 'a.frames/1.jpg', 'b.mp4/11.jpg', 'other.jpg'];
  const records = names.map((name) => ({ originalKey: `incoming/birds/${name}` }) as LedgerRecord);
  const groups = groupFrames(records, 2).map(({ video, records: own }) => [
    video,
    own.map(({ originalKey }) => originalKey.replace('incoming/birds/', '')),
  ]);
  expect(groups).toEqual([
    ['a.frames', ['a.frames/1.jpg']],
    ['b.mp4', ['b.mp4/9.jpg', 'b.mp4/10.jpg']],
    ['b.mp4', ['b.mp4/11.jpg']],
    [undefined, ['photo.jpg']],
    [undefined, ['other.jpg']],
  ]);
});
