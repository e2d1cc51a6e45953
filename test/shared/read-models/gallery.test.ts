import { describe, expect, it } from '@jest/globals';
import { galleryImage } from '../../../shared/read-models/gallery.ts';
import { choosePage } from '../../../shared/read-models/gallery-choice.ts';

const sha = (digit: string) => digit.repeat(64);
const line = (digit: string, boxes: Array<[classId: number, confidence: number]>, human = 'yes') =>
  JSON.stringify({
    'source-ref': `s3://b/projects/birds/images/${sha(digit)}.jpg`,
    labels: {
      image_size: [{ width: 64, height: 48, depth: 3 }],
      annotations: boxes.map(([class_id]) => ({ class_id, left: 1, top: 2, width: 3, height: 4 })),
    },
    'labels-metadata': {
      objects: boxes.map(([, confidence]) => ({ confidence })),
      'class-map': { '0': 'robin', '1': 'wren' },
      type: 'groundtruth/object-detection',
      'human-annotated': human,
      'creation-date': '2026-01-01T12:00:00.000000',
      'job-name': 'labeling-job/x',
    },
  });
const project = { labels: ['robin', 'wren'], taskType: 'bounding-box' as const };
const image = (text: string, split: 'train' | 'validation' = 'train') => galleryImage(text, split, project)!;

describe('the gallery', () => {
  it('shows a line as the image that it labels', () => {
    expect(
      image(
        line('a', [
          [0, 0.9],
          [1, 0.4],
        ]),
      ),
    ).toEqual({
      ...{ sha256: sha('a'), key: `projects/birds/images/${sha('a')}.jpg`, split: 'train', width: 64, height: 48 },
      shapes: [
        { label: 'robin', left: 1, top: 2, width: 3, height: 4, confidence: 0.9 },
        { label: 'wren', left: 1, top: 2, width: 3, height: 4, confidence: 0.4 },
      ],
      ...{ classes: [], confidence: 0.4, by: 'human', batchId: null, createdAt: '2026-01-01T12:00:00.000000' },
    });
  });

  it('narrows by class, side, maker and confidence, and gives the part that is asked for', () => {
    const all = [image(line('a', [[0, 0.3]])), image(line('b', [[1, 0.6]], 'no')), image(line('c', []), 'validation')];
    const fits = (choice: Parameters<typeof choosePage>[1]) =>
      choosePage(all, choice, 0, 9)
        .images.map(({ sha256 }) => sha256[0])
        .join('');
    expect(fits({})).toBe('abc');
    expect(fits({ label: 'robin' })).toBe('a');
    expect(fits({ label: 'none' })).toBe('c');
    expect(fits({ split: 'validation' })).toBe('c');
    expect(fits({ by: 'machine' })).toBe('b');
    expect(fits({ below: 0.5 })).toBe('a');
    expect(fits({ smaller: 49 })).toBe('abc');
    expect(fits({ smaller: 48 })).toBe('');
    expect(choosePage(all, {}, 1, 1)).toMatchObject({ total: 3, images: [{ sha256: sha('b') }] });
  });

  it('narrows by batch, workers, how their answers differ, copies and what the champion contradicts', () => {
    const inBatch = (digit: string, job: string) => image(line(digit, [[0, 0.9]]).replace('labeling-job/x', job));
    const all = [
      inBatch('a', 'labeling-job/birds-abc123-b000001'),
      inBatch('b', 'labeling-job/birds-abc123-b000002-r1'),
      inBatch('c', 'birds'),
    ];
    const facts = {
      answers: new Map([
        [sha('a'), { workers: new Set(['ana']), disagreement: 0.1 }],
        [sha('b'), { workers: new Set(['ana', 'ben']), disagreement: 0.5 }],
      ]),
      copies: new Set([sha('c')]),
      suspects: [all[2]!.key, all[0]!.key],
      tags: new Map([[sha('b'), ['night', 'wet']]]),
    };
    const page = (choice: Parameters<typeof choosePage>[1]) => choosePage(all, choice, 0, 9, facts);
    const fits = (choice: Parameters<typeof choosePage>[1]) =>
      page(choice)
        .images.map(({ sha256 }) => sha256[0])
        .join('');
    expect(page({}).facets.batch).toEqual({ b000001: 1, b000002: 1 });
    expect(page({}).facets).toMatchObject({ label: { robin: 3 }, split: { train: 3 }, tag: { night: 1, wet: 1 } });
    expect(page({}).images[1]!.tags).toEqual(['night', 'wet']);
    expect(fits({ tag: 'wet' })).toBe('b');
    expect(fits({ batch: 'b000002' })).toBe('b');
    expect(fits({ worker: 'ana' })).toBe('ab');
    expect(fits({ worker: 'ben' })).toBe('b');
    expect(fits({ disagreement: 0.2 })).toBe('b');
    expect(fits({ copies: true })).toBe('c');
    expect(fits({ suspicious: true })).toBe('ca');
  });
});
