import { describe, expect, it } from '@jest/globals';
import { consolidateFile, labelsInPayload } from '../../../cli/consolidation/consolidate-file.ts';
import { emptyWorkerState } from '../../../shared/domain/consolidation/worker-state.ts';

const content = (left: number, label = 'cat') =>
  JSON.stringify({
    boundingBox: {
      boundingBoxes: [{ label, left, top: 10, width: 50, height: 50 }],
      inputImageProperties: { width: 640, height: 480 },
    },
  });
const payload = (objects: number) =>
  JSON.stringify([
    ...Array.from({ length: objects }, (_, id) => ({
      datasetObjectId: String(id),
      dataObject: { s3Uri: 's3://b/i.jpg' },
      annotations: ['a', 'b', 'c'].map((workerId) => ({ workerId, annotationData: { content: content(10 + id) } })),
    })),
    'no object',
  ]);
const options = {
  taskType: 'bounding-box',
  labels: ['cat'],
  state: emptyWorkerState(),
  gold: undefined,
  labelAttributeName: 'labels',
  name: '2026-01-02_03:04:05.json',
  outputPrefix: 'file:///tmp/',
};

describe('consolidating a payload file', () => {
  it('labels its objects, teaches the state and counts what is no object', () => {
    const result = consolidateFile(payload(3), options);
    expect(result.response).toHaveLength(3);
    expect(result.unreadable).toBe(1);
    expect(result.state.boxes.workers.a!.answers).toBe(3);
    expect(result.response[0]!.consolidatedAnnotation.content['labels-metadata']).toMatchObject({
      'creation-date': '2026-01-02T03:04:05.000000',
    });
  });

  it('begins with a byte order mark or not, and is not the event that names it', () => {
    expect(consolidateFile(`\uFEFF${payload(1)}`, options).response).toHaveLength(1);
    const event = JSON.stringify({ version: '2018-10-06', payload: { s3Uri: 's3://b/payload.json' } });
    expect(() => consolidateFile(event, options)).toThrow(/Lambda's event.*s3:\/\/b\/payload\.json/);
  });

  it('lowers confidence where gold says that it is too high', () => {
    const wrong = Object.fromEntries(Array.from({ length: 40 }, (_, id) => [String(id), { boundingBoxes: [] }]));
    const { state } = consolidateFile(payload(40), { ...options, gold: wrong });
    const { response } = consolidateFile(payload(1), { ...options, state });
    const { objects } = response[0]!.consolidatedAnnotation.content['labels-metadata'] as {
      objects: Array<{ confidence: number }>;
    };
    expect(objects[0]!.confidence).toBeLessThan(0.2);
  });

  it('writes verification labels as the Lambda does', () => {
    const verified = JSON.stringify([
      {
        datasetObjectId: '0',
        dataObject: { s3Uri: 's3://b/i.jpg' },
        annotations: ['a', 'b'].map((workerId) => ({
          workerId,
          annotationData: { content: JSON.stringify({ crowdClassifier: { label: 'good' } }) },
        })),
      },
    ]);
    const { response } = consolidateFile(verified, {
      ...options,
      labels: ['bad', 'good'],
      taskType: 'label-verification',
    });
    expect(response[0]!.consolidatedAnnotation.content).toMatchObject({
      labels: '1',
      'labels-metadata': { type: 'groundtruth/label-verification' },
    });
  });

  it('finds the labels that the answers use', () => {
    expect(labelsInPayload(payload(1), 'x')).toEqual(['cat']);
  });
});
