import { cutLines, lineTexts } from '../../bytes/cut-lines.ts';
import { type DatasetProblem, problemAt } from '../../image-record.ts';
import type { DatasetSource } from '../format.ts';
import { filesNamed } from '../glance.ts';
import { MANIFEST } from './ground-truth-reader.ts';

type LineFields = Record<string, unknown>;
type Found = Array<[code: string, reason: string]>;

const METADATA = '-metadata';
const MOST_BOXES = 50;
const LONGEST_NAME = 255;
const DETECTION = 'groundtruth/object-detection';
const CLASSIFICATION = 'groundtruth/image-classification';

const isObject = (value: unknown): value is LineFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What Rekognition Custom Labels would refuse of a manifest as it lies there, line by line, by its own codes.
 * @see Rekognition Custom Labels developer guide, "Debugging a failed model training", terminal and non-terminal errors
 *   of JSON lines
 */
export async function* checkRekognitionLines(source: DatasetSource): AsyncGenerator<DatasetProblem[]> {
  for (const file of filesNamed(source, MANIFEST))
    for await (const batch of cutLines(source.chunks(file)))
      yield lineTexts(batch).flatMap((text, index) => {
        if (text.trim() === '') return [];
        const { image, found } = checkLine(text);
        return found.map(([code, reason]) =>
          problemAt(file, batch.first + index)(code.startsWith('WARNING') ? 'noted' : 'lost', code, reason, image),
        );
      });
}

function checkLine(text: string): { image: string | undefined; found: Found } {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    return { image: undefined, found: [['ERROR_INVALID_JSON_LINE', (error as Error).message.slice(0, 200)]] };
  }
  if (!isObject(line)) return { image: undefined, found: [['ERROR_INVALID_JSON_LINE', 'the line is no JSON object']] };
  const found: Found = [];
  const ref = line['source-ref'];
  const image = typeof ref === 'string' ? ref : undefined;
  if (ref === undefined) found.push(['ERROR_MISSING_SOURCE_REF', 'the line has no source-ref']);
  else if (image === undefined || !/^s3:\/\/[^/]+\/.+/.test(image))
    found.push(['ERROR_INVALID_SOURCE_REF_FORMAT', `source-ref is ${JSON.stringify(ref)}, not s3://bucket/key`]);
  found.push(...checkAttributes(line));
  return { image, found };
}

function checkAttributes(line: LineFields): Found {
  const names = Object.keys(line).filter((key) => `${key}${METADATA}` in line);
  const stray = Object.keys(line).filter((key) => key.endsWith(METADATA) && !(key.slice(0, -METADATA.length) in line));
  if (names.length === 0) {
    const why =
      stray.length > 0 ? `${stray.join(', ')} without the attribute itself` : 'no attribute with its -metadata';
    const isBare = Object.keys(line).every((key) => key === 'source-ref');
    return [[isBare ? 'WARNING_UNANNOTATED_RECORD' : 'ERROR_NO_LABEL_ATTRIBUTES', `the line has ${why}`]];
  }
  const perAttribute = names.map((name) => checkAttribute(name, line[name], line[`${name}${METADATA}`]));
  const isRefused = (found: Found) => found.some(([code]) => code.startsWith('ERROR'));
  const found = perAttribute.flat();
  if (perAttribute.every(isRefused))
    found.push(['ERROR_NO_VALID_LABEL_ATTRIBUTES', `none of ${names.join(', ')} can be used`]);
  return found;
}

function checkAttribute(name: string, value: unknown, metadata: unknown): Found {
  const broken = (reason: string): Found => [
    ['ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT', `${name}-metadata ${reason}`],
  ];
  if (!isObject(metadata)) return broken('is no object');
  const { type } = metadata;
  if (type !== DETECTION && type !== CLASSIFICATION)
    return type === undefined
      ? broken('has no type')
      : [
          [
            'ERROR_UNSUPPORTED_USE_CASE_TYPE',
            `${name}-metadata has the type ${JSON.stringify(type)}; Rekognition takes ${DETECTION} and ${CLASSIFICATION}`,
          ],
        ];
  for (const key of ['human-annotated', 'creation-date'])
    if (typeof metadata[key] !== 'string') return broken(`has no ${key}`);
  const annotated = metadata['human-annotated'];
  if (annotated !== 'yes' && annotated !== 'no')
    return broken(`has human-annotated ${JSON.stringify(annotated)}; it is "yes" or "no"`);
  const created = metadata['creation-date'];
  if (Number.isNaN(Date.parse(String(created))))
    return broken(`has the creation-date ${JSON.stringify(created)}, no date`);
  return type === DETECTION ? checkBoxes(name, value, metadata, broken) : checkClass(name, value, metadata, broken);
}

function checkClass(name: string, value: unknown, metadata: LineFields, broken: (reason: string) => Found): Found {
  const label = metadata['class-name'];
  if (typeof label !== 'string') return broken('has no class-name');
  if (!isConfidence(metadata.confidence)) return broken('has no confidence from 0 to 1');
  if (!Number.isInteger(Number(value)) || value === '' || value === null || typeof value === 'object')
    return [['ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT', `${name} is ${JSON.stringify(value)}, not a class number`]];
  return checkName(name, label);
}

const isConfidence = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1;

const checkName = (name: string, label: string): Found =>
  label.length >= 1 && label.length <= LONGEST_NAME
    ? []
    : [
        [
          'ERROR_INVALID_LABEL_NAME_LENGTH',
          `a label of ${name} has ${label.length} characters; 1 to ${LONGEST_NAME} are taken`,
        ],
      ];

function checkBoxes(name: string, value: unknown, metadata: LineFields, broken: (reason: string) => Found): Found {
  const classMap = metadata['class-map'];
  const { objects } = metadata;
  if (!isObject(classMap)) return broken('has no class-map');
  if (!Array.isArray(objects)) return broken('has no list of objects');
  const format = (reason: string): Found => [['ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT', `${name} ${reason}`]];
  if (!isObject(value)) return format('is no object');
  const [size] = Array.isArray(value.image_size) ? (value.image_size as LineFields[]) : [];
  const isSized = isObject(size) && ['width', 'height'].every((side) => Number(size[side]) > 0);
  if (!isSized) return format('has no image_size with a width and a height');
  const { annotations } = value;
  if (!Array.isArray(annotations)) return format('has no list of annotations');
  if (annotations.length === 0) return [['WARNING_NO_ATTRIBUTE_ANNOTATIONS', `${name} has no box`]];
  const found: Found = Object.values(classMap).flatMap((label) =>
    typeof label === 'string' ? checkName(name, label) : broken('names a class with something else than text'),
  );
  if (annotations.length > MOST_BOXES)
    found.push([
      'ERROR_TOO_MANY_BOUNDING_BOXES',
      `${name} has ${annotations.length} boxes; Rekognition takes ${MOST_BOXES} an image`,
    ]);
  for (const [at, box] of annotations.entries()) {
    const what = `box ${at + 1} of ${name}`;
    const place = isObject(box) ? ['left', 'top', 'width', 'height'].map((key) => box[key] as number) : [];
    if (place.length === 0 || !place.every(Number.isFinite)) {
      found.push([
        'ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT',
        `${what} is not in numbers: ${JSON.stringify(box)?.slice(0, 100)}`,
      ]);
      continue;
    }
    const [left, top, width, height] = place as [number, number, number, number];
    if (!(String((box as LineFields).class_id) in classMap))
      found.push([
        'ERROR_MISSING_CLASS_MAP_ID',
        `${what} has the class ${JSON.stringify((box as LineFields).class_id)}, which class-map does not name`,
      ]);
    if (!isConfidence((objects[at] as LineFields | undefined)?.confidence))
      found.push([
        'ERROR_MISSING_BOUNDING_BOX_CONFIDENCE',
        `${what} has no confidence from 0 to 1 in the metadata's objects`,
      ]);
    if (width < 1 || height < 1) found.push(['ERROR_BOUNDING_BOX_TOO_SMALL', `${what} is ${width} x ${height} pixels`]);
    else if (left < 0 || top < 0 || left + width > Number(size.width) || top + height > Number(size.height))
      found.push([
        'ERROR_INVALID_BOUNDING_BOX',
        `${what}, ${JSON.stringify(place)}, reaches out of the image of ${size.width} x ${size.height}`,
      ]);
  }
  return found;
}
