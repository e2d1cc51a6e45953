import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { projectBucket } from '../../../shared/documents/project-bucket.ts';
import { changeTag, leaveTags, readTags } from '../../../shared/documents/tags.ts';
import { KilledError } from '../../memory-bucket.ts';
import { PipelineHarness } from '../../pipeline-harness.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

let harness: PipelineHarness;
const birds = () => projectBucket(harness.bucket.name, 'birds');
beforeEach(() => {
  harness = new PipelineHarness();
});
afterEach(() => harness.restore());

it('marks images, takes marks off, and counts what changed', async () => {
  expect(await changeTag(birds(), 'night', [B, A], true)).toBe(2);
  expect(await changeTag(birds(), 'night', [A, C], true)).toBe(1);
  expect(await changeTag(birds(), 'Nacht, 夜'.slice(0, 5), [A], true)).toBe(1);
  expect(await readTags(birds())).toEqual(
    new Map([
      ['Nacht', [A]],
      ['night', [A, B, C]],
    ]),
  );
  expect(await changeTag(birds(), 'night', [A, B], false)).toBe(2);
  await leaveTags(birds(), [A, C]);
  expect(await readTags(birds())).toEqual(new Map());
});

it('keeps what people wrote out of keys, and takes no tag that is no name', async () => {
  await changeTag(birds(), '夜 2.b', [A], true);
  expect(harness.bucket.keys(harness.keys.tagsPrefix)).toEqual([expect.stringMatching(/tags\/[0-9a-f]{16}\.json$/)]);
  await expect(changeTag(birds(), '../x', [A], true)).rejects.toThrow('a tag is 1 to 40');
  await expect(changeTag(birds(), ' ', [A], true)).rejects.toThrow('a tag is 1 to 40');
});

it('killed at any call and called again marks each image once', async () => {
  for (let call = 0; ; call++) {
    harness.bucket.dieAfter(call);
    const tagged = await changeTag(birds(), 'night', [A], true).catch((error) => error);
    harness.bucket.dieAfter(Number.POSITIVE_INFINITY);
    if (!(tagged instanceof KilledError)) break;
    await changeTag(birds(), 'night', [A], true);
    expect(await readTags(birds())).toEqual(new Map([['night', [A]]]));
    harness.bucket.objects.clear();
  }
});
