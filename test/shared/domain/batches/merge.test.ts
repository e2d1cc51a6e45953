import { describe, expect, it } from '@jest/globals';
import { LABEL_TASKS } from '../../../../shared/domain/answer-kinds/tasks/task-types.ts';
import {
  checkedLines,
  countNew,
  readOutcomes,
  readSegment,
  replaceSegment,
  segmentImages,
  segmentText,
  summarize,
} from '../../../../shared/domain/batches/merge.ts';

const task = LABEL_TASKS['image-classification'];
const labels = ['owl', 'duck'];
const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
const ref = (image: string) => `s3://photos/projects/birds/images/${image}.jpg`;
const metadata = { 'class-name': 'owl', type: 'groundtruth/image-classification', 'job-name': 'second' };
const line = (image: string, rest: object) => JSON.stringify({ 'source-ref': ref(image), ...rest });

describe('what a labeling job says of an image', () => {
  const read = (manifest: string, attribute = 'labels') =>
    readOutcomes(manifest, [a], { task, labels, attribute }, 'output.manifest').get(a);

  it.each([
    ['has no line', '', 'the labeling job left no readable line for it'],
    [
      'has half a line',
      line(a, { labels: 0, 'labels-metadata': metadata }).slice(0, -1),
      'the labeling job left no readable line for it',
    ],
    ['has only its source', line(a, {}), 'nobody labeled it'],
    ['failed', line(a, { 'labels-metadata': { 'failure-reason': 'too dark' } }), 'too dark'],
    [
      'has another label',
      line(b, { labels: 0, 'labels-metadata': metadata }),
      'the labeling job left no readable line for it',
    ],
  ])('is a failure where it %s', (_, manifest, failure) => {
    expect(read(manifest)).toEqual({ failure });
  });

  it('names the line of a label that is none', () => {
    expect(read(`\n${line(a, { labels: 'owl', 'labels-metadata': metadata })}`)).toEqual({
      failure: expect.stringContaining('output.manifest, line 2'),
    });
  });

  it('becomes a line that keeps what was looked for, and nothing else of the job', () => {
    const manifest = `not JSON\n${line(a, { labels: 0, 'labels-metadata': metadata, 'pre-labels': 1 })}\n`;
    expect(read(manifest)).toEqual({
      line: line(a, { labels: 0, 'labels-metadata': { 'checked-for': labels, ...metadata } }),
    });
  });

  it('names the job that an adjustment began with, and what the line itself says was looked for', () => {
    const before = { labels: 1, 'labels-metadata': { ...metadata, 'job-name': 'first' } };
    const adjusted = { ...metadata, 'checked-for': ['owl'] };
    const outcome = read(
      line(a, { ...before, 'adjusted-labels': 0, 'adjusted-labels-metadata': adjusted }),
      'adjusted-labels',
    );
    expect(JSON.parse((outcome as { line: string }).line)).toEqual({
      'source-ref': ref(a),
      labels: 0,
      'labels-metadata': { ...adjusted, 'adjusted-from': 'first' },
    });
  });
});

describe('a dataset version', () => {
  const owl = (image: string, checked: string[] = labels) =>
    line(image, { labels: 0, 'labels-metadata': { ...metadata, 'checked-for': checked } });
  const segment = (...lines: string[]) => readSegment(lines.map((text) => `${text}\n`).join(''));

  it('has the batch in place of what it had of the same images, sorted by image', () => {
    const present = segment(owl(c), owl(b, ['duck']));
    const next = replaceSegment(present, [b, a, c], segment(owl(b), owl(a)));
    expect(segmentText(next)).toBe(`${owl(a)}\n${owl(b)}\n`);
    expect(segmentImages(next)).toEqual([a, b].map((image) => `projects/birds/images/${image}.jpg`));
    expect([...present.keys()]).toEqual([c, b]);
  });

  it('counts as new what neither side has as it is', () => {
    expect(countNew(segment(owl(a), owl(b), owl(c)), segment(owl(a)), segment(owl(b, ['owl'])))).toBe(2);
  });

  it('counts labels, who made them, and what nobody looked for', () => {
    const byMachine = line(c, { labels: 1, 'labels-metadata': { ...metadata, 'human-annotated': 'no' } });
    const train = segment(owl(a), owl(b, ['owl']));
    expect([...checkedLines(train, task, labels).keys()]).toEqual([a]);
    expect(summarize({ batchId: 'b000007', task, labels }, train, segment(byMachine))).toEqual({
      version: 1,
      batchId: 'b000007',
      labels,
      train: 2,
      validation: 1,
      taskType: 'image-classification',
      imagesPerLabel: { owl: 2, duck: 1 },
      humanAnnotated: 2,
      machineAnnotated: 1,
      checked: { train: 1, validation: 1 },
      uncheckedPerLabel: { duck: 1 },
    });
  });
});
