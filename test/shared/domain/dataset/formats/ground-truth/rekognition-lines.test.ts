import { expect, it } from '@jest/globals';
import { checkRekognitionLines } from '../../../../../../shared/domain/dataset/formats/ground-truth/rekognition-lines.ts';
import { sourceOf } from '../../memory-dataset.ts';

const box = { class_id: 0, left: 1, top: 2, width: 30, height: 40 };
const metadata = {
  objects: [{ confidence: 1 }],
  'class-map': { '0': 'cat' },
  type: 'groundtruth/object-detection',
  'human-annotated': 'yes',
  'creation-date': '2026-01-01T00:00:00',
};
const line = (annotations: object[] = [box], more: object = {}, changes: object = {}) => ({
  'source-ref': 's3://b/1.jpg',
  l: { image_size: [{ width: 100, height: 80, depth: 3 }], annotations },
  'l-metadata': { ...metadata, ...more },
  ...changes,
});
const day = {
  type: 'groundtruth/image-classification',
  'class-name': 'day',
  confidence: 1,
  'human-annotated': 'yes',
  'creation-date': '2026',
};

const codesOf = async (text: string) => {
  const found: string[] = [];
  for await (const batch of checkRekognitionLines(sourceOf({ 'm.manifest': `${JSON.stringify(line())}\n${text}\n` })))
    for (const { code, line: at } of batch) found.push(`${at} ${code}`);
  return found;
};

it.each([
  ['ERROR_INVALID_JSON_LINE', '{"source-ref":'],
  ['ERROR_MISSING_SOURCE_REF', line(undefined, {}, { 'source-ref': undefined })],
  ['ERROR_INVALID_SOURCE_REF_FORMAT', line(undefined, {}, { 'source-ref': 'https://b/1.jpg' })],
  ['ERROR_NO_LABEL_ATTRIBUTES', { 'source-ref': 's3://b/1.jpg', l: 0 }],
  ['WARNING_UNANNOTATED_RECORD', { 'source-ref': 's3://b/1.jpg' }],
  ['ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT', line(undefined, {}, { l: { annotations: [box] } })],
  ['ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT', line(undefined, { 'class-map': undefined })],
  ['ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT', line(undefined, { 'creation-date': undefined })],
  ['ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT', line(undefined, { 'human-annotated': 'maybe' })],
  ['ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT', line(undefined, { 'creation-date': 'yesterday' })],
  ['ERROR_UNSUPPORTED_USE_CASE_TYPE', line(undefined, { type: 'groundtruth/semantic-segmentation' })],
  ['ERROR_MISSING_BOUNDING_BOX_CONFIDENCE', line(undefined, { objects: [] })],
  ['ERROR_MISSING_CLASS_MAP_ID', line([{ ...box, class_id: 3 }])],
  ['ERROR_TOO_MANY_BOUNDING_BOXES', line(Array(51).fill(box), { objects: Array(51).fill({ confidence: 1 }) })],
  ['ERROR_BOUNDING_BOX_TOO_SMALL', line([{ ...box, width: 0 }])],
  ['ERROR_INVALID_BOUNDING_BOX', line([{ ...box, left: 90 }])],
  ['ERROR_INVALID_LABEL_NAME_LENGTH', line(undefined, { 'class-map': { '0': 'x'.repeat(256) } })],
  [
    'ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT',
    { 'source-ref': 's3://b/1.jpg', d: 0, 'd-metadata': { ...day, confidence: undefined } },
  ],
  ['WARNING_NO_ATTRIBUTE_ANNOTATIONS', line([], { objects: [] })],
])('a manifest has %s on the line where it is: %j', async (code, wrong) => {
  const found = await codesOf(typeof wrong === 'string' ? wrong : JSON.stringify(wrong));
  expect(found.filter((each) => each !== '2 ERROR_NO_VALID_LABEL_ATTRIBUTES')).toEqual([`2 ${code}`]);
});

it('has nothing against lines as Ground Truth writes them', async () => {
  expect(await codesOf(JSON.stringify({ 'source-ref': 's3://b/1.jpg', d: 0, 'd-metadata': day }))).toEqual([]);
});
