import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { boundingBoxLabelSchema, boundingBoxMetadataSchema } from '../../shared/contracts/manifest-line.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { readWorkerState } from '../../shared/documents/worker-contributions.ts';
import { consolidateAnnotations } from '../../shared/pipeline/consolidate-annotations.ts';
import { preAnnotation } from '../../shared/pipeline/pre-annotation.ts';
import { MemoryBucket } from '../memory-bucket.ts';

const ARN = 'arn:aws:sagemaker:us-east-1:000000000000:labeling-job/birds-abc123-b000001';
const PAYLOAD =
  'projects/birds/batches/b000001/labels/birds-abc123-b000001/annotations/consolidated-annotation/consolidation-request/iteration-1/2026-01-02_03:04:05.json';

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const box = (left: number, label = 'robin') => ({ label, left, top: 50, width: 40, height: 40 });
const answer = (workerId: string, content: unknown) => ({
  workerId,
  annotationData: { content: typeof content === 'string' ? content : JSON.stringify(content) },
});
const boxes = (...boundingBoxes: unknown[]) => ({
  boundingBox: { boundingBoxes, inputImageProperties: { width: 640, height: 480 } },
});
const object = (datasetObjectId: string, ...annotations: unknown[]) => ({
  datasetObjectId,
  dataObject: { s3Uri: 's3://bucket/projects/birds/images/x.jpg' },
  annotations,
});

describe('pre-annotation', () => {
  it('hands over the image, the labels and the boxes to start from', async () => {
    const dataObject = {
      'source-ref': 's3://bucket/x.jpg',
      'pre-labels': {
        image_size: [{ width: 640, height: 480, depth: 3 }],
        annotations: [
          { class_id: 1, left: 1, top: 2, width: 3, height: 4 },
          { class_id: 7, left: 1, top: 2, width: 3, height: 4 },
        ],
      },
    };
    expect(await preAnnotation({ labelingJobArn: ARN, dataObject, labelCategories: ['robin', 'wren'] })).toEqual({
      taskInput: {
        taskObject: 's3://bucket/x.jpg',
        labels: ['robin', 'wren'],
        manifestLine: dataObject,
        initialValue: [{ label: 'wren', left: 1, top: 2, width: 3, height: 4 }],
      },
      isHumanAnnotationRequired: true,
    });
  });

  it('starts from the label itself in an adjustment job, whatever a model proposes', async () => {
    const boxAt = (left: number) => ({
      image_size: [{ width: 640, height: 480, depth: 3 }],
      annotations: [{ class_id: 0, left, top: 2, width: 3, height: 4 }],
    });
    const dataObject = { 'source-ref': 's3://bucket/x.jpg', 'pre-labels': boxAt(1), labels: boxAt(9) };
    const { taskInput } = await preAnnotation({ labelingJobArn: ARN, dataObject, labelCategories: ['robin'] });
    expect(taskInput.initialValue).toEqual([{ label: 'robin', left: 9, top: 2, width: 3, height: 4 }]);
  });

  it('starts from the polygons of an adjustment job, by names', async () => {
    const vertices = [
      { x: 1, y: 1 },
      { x: 9, y: 1 },
      { x: 5, y: 8 },
    ];
    const annotations = [1, 7].map((class_id) => ({ class_id, vertices }));
    const dataObject = {
      'source-ref': 's3://bucket/a.jpg',
      labels: { image_size: [{ width: 10, height: 10 }], annotations },
    };
    const { taskInput } = await preAnnotation({ labelingJobArn: ARN, dataObject, labelCategories: ['robin', 'wren'] });
    expect(taskInput).toMatchObject({ initialValue: [{ label: 'wren', vertices }] });
  });

  it('knows the classes from the line where it is not told them, as Ground Truth asks', async () => {
    const version = '2018-10-06';
    const vertices = [
      { x: 1, y: 1 },
      { x: 9, y: 1 },
      { x: 5, y: 8 },
    ];
    const outlined = {
      'source-ref': 's3://bucket/a.jpg',
      'pre-labels': { image_size: [{ width: 10, height: 10 }], annotations: [{ class_id: 1, vertices }] },
      'pre-labels-metadata': { 'class-map': { 1: 'wren' } },
    };
    const { taskInput } = await preAnnotation({ version, labelingJobArn: ARN, dataObject: outlined });
    expect(taskInput.initialValue).toEqual([{ label: 'wren', vertices }]);
    const src = `s3://bucket/projects/birds/masks/${'a'.repeat(64)}.png`;
    const colour = (name: string, hex: string) => ({ 'class-name': name, 'hex-color': hex });
    const masked = {
      'source-ref': 's3://bucket/a.jpg',
      'labels-ref': src,
      'labels-ref-metadata': {
        'internal-color-map': { 0: colour('BACKGROUND', '#ffffff'), 2: colour('wren', '#ff7f0e') },
        type: 'groundtruth/semantic-segmentation',
      },
    };
    const { taskInput: start } = await preAnnotation({ version, labelingJobArn: ARN, dataObject: masked });
    expect(start.initialValue).toEqual({ src, labelMappings: { wren: { color: '#ff7f0e' } } });
  });

  it('starts from the mask of an adjustment job, in its own colours', async () => {
    const src = `s3://bucket/projects/birds/masks/${'a'.repeat(64)}.png`;
    const colour = (name: string, hex: string) => ({ 'class-name': name, 'hex-color': hex });
    const dataObject = {
      'source-ref': 's3://bucket/a.jpg',
      'labels-ref': src,
      'labels-ref-metadata': {
        'internal-color-map': { 0: colour('BACKGROUND', '#ffffff'), 2: colour('wren', '#ff7f0e') },
        type: 'groundtruth/semantic-segmentation',
      },
    };
    const { taskInput } = await preAnnotation({ labelingJobArn: ARN, dataObject, labelCategories: ['robin', 'wren'] });
    expect(taskInput).toMatchObject({ initialValue: { src, labelMappings: { wren: { color: '#ff7f0e' } } } });
  });

  it('starts from nothing where the line has no pre-labels', async () => {
    const { taskInput } = await preAnnotation({ labelingJobArn: ARN, dataObject: { source: 'a text' } });
    expect(taskInput).toEqual({ taskObject: 'a text', labels: [], manifestLine: { source: 'a text' } });
  });
});

describe('consolidate-annotations', () => {
  let bucket: MemoryBucket;
  beforeEach(() => {
    bucket = new MemoryBucket();
  });
  afterEach(() => bucket.restore());

  const run = (payload: unknown, extra: Record<string, unknown> = {}) => {
    bucket.put(PAYLOAD, JSON.stringify(payload));
    return consolidateAnnotations(
      { labelingJobArn: ARN, labelAttributeName: 'labels', payload: { s3Uri: `s3://bucket/${PAYLOAD}` }, ...extra },
      { logger: silent },
    );
  };

  it("writes Ground Truth's keys, class ids in the order of the batch's snapshot", async () => {
    bucket.put(
      'projects/birds/batches/b000001/label-categories.json',
      JSON.stringify({ labels: [{ label: 'wren' }, { label: 'robin' }] }),
    );
    const payload = [object('4', ...['a', 'b', 'c'].map((worker) => answer(worker, boxes(box(100)))))];
    const [first] = await run(payload, { labelCategories: ['robin', 'wren'] });
    const content = first!.consolidatedAnnotation.content;
    const label = boundingBoxLabelSchema.parse(content.labels);
    const metadata = boundingBoxMetadataSchema.parse(content['labels-metadata']);
    expect(first!.datasetObjectId).toBe('4');
    expect(label.image_size).toEqual([{ width: 640, height: 480, depth: 3 }]);
    expect(label.annotations).toHaveLength(1);
    expect(label.annotations[0]).toMatchObject({ class_id: 1, width: 40, height: 40 });
    expect(metadata).toMatchObject({
      'class-map': { 1: 'robin' },
      'creation-date': '2026-01-02T03:04:05.000000',
      'human-annotated': 'yes',
      'job-name': 'labeling-job/birds-abc123-b000001',
    });
    expect(metadata.objects).toHaveLength(1);
  });

  it('isolates bad answers: empty forms, no JSON, absurd boxes, a worker twice, unreadable objects', async () => {
    const good = ['a', 'b'].map((worker) => answer(worker, boxes(box(100))));
    const response = await run(
      [
        object('0', answer('a', '{}'), answer('b', 'no json')),
        object('1', ...good, answer('c', '{}'), answer('b', boxes(box(300), box(300)))),
        { datasetObjectId: 2 },
        object('3', answer('a', boxes({ ...box(0), width: -5 }, box(9e9), { ...box(1), left: null }, box(1, 'crow')))),
      ],
      { labelCategories: ['robin'] },
    );
    const counts = response.map(({ datasetObjectId, consolidatedAnnotation: { content } }) => [
      datasetObjectId,
      boundingBoxLabelSchema.parse(content.labels).annotations.length,
    ]);
    expect(counts).toEqual([['1', 1]]);
  });

  it('learns the workers of a project once per payload, and answers a repeated call from what it kept', async () => {
    const payload = [object('0', ...['a', 'b', 'c'].map((worker) => answer(worker, boxes(box(100)))))];
    const first = await run(payload, { labelCategories: ['robin'] });
    bucket.put(PAYLOAD, '[]');
    const request = { labelingJobArn: ARN, labelAttributeName: 'labels', labelCategories: ['robin'] };
    const again = await consolidateAnnotations(
      { ...request, payload: { s3Uri: `s3://bucket/${PAYLOAD}` } },
      { logger: silent },
    );
    expect(again).toEqual(first);
    const state = await readWorkerState(projectBucket('bucket', 'birds'));
    expect(Object.keys(state.boxes.workers)).toEqual(['a', 'b', 'c']);
    expect(state.boxes.workers.a!.answers).toBe(1);
  });

  it('reads large answers by reference, in both spellings, and answers the same again', async () => {
    bucket.put('large.json', JSON.stringify(boxes(box(100))));
    const byReference = (key: string, workerId: string) => ({
      workerId,
      annotationData: { [key]: 's3://bucket/large.json' },
    });
    const payload = [object('0', byReference('s3Uri', 'a'), byReference('s3uri', 'b'))];
    const first = await run(payload, { labelCategories: ['robin'] });
    expect(first[0]!.consolidatedAnnotation.content.labels).toMatchObject({ annotations: [{ class_id: 0 }] });
    expect(JSON.stringify(await run(payload, { labelCategories: ['robin'] }))).toBe(JSON.stringify(first));
  });

  it('labels classes and sets of classes', async () => {
    const single = (label: string) => ({ 'crowd-image-classifier': { label } });
    const multi = (...labels: string[]) => ({ 'crowd-image-classifier-multi-select': { labels } });
    const response = await run(
      [
        object('0', answer('a', single('wren')), answer('b', single('wren')), answer('c', single('robin'))),
        object('1', answer('a', multi('robin', 'wren')), answer('b', multi('robin', 'wren'))),
      ],
      { labelCategories: ['robin', 'wren'] },
    );
    const [first, second] = response.map(({ consolidatedAnnotation }) => consolidatedAnnotation.content);
    expect(first).toMatchObject({
      labels: 1,
      'labels-metadata': { 'class-name': 'wren', type: 'groundtruth/image-classification' },
    });
    expect(second).toMatchObject({
      labels: [0, 1],
      'labels-metadata': {
        'class-map': { 0: 'robin', 1: 'wren' },
        type: 'groundtruth/image-classification-multilabel',
      },
    });
  });
});
