import { oneChunk } from '../../bytes/cut-lines.ts';
import { type DatasetProblem, type ImageRecord, isLabeled, labelsOf, problemAt } from '../../image-record.ts';
import type { DatasetSource } from '../format.ts';
import { rekognitionReader } from './rekognition.ts';
import { checkRekognitionLines } from './rekognition-lines.ts';

/** The bytes that an image in S3 may have (Rekognition Custom Labels developer guide, "Guidelines and quotas"). */
const LARGEST_IMAGE = 15 * 2 ** 20;
/** Share of the training's labels that the test images need. */
const LEAST_OVERLAP = 0.5;
/** "Use at least 10 images to train your model" (developer guide, "Preparing images"). */
const FEWEST_IMAGES = 10;

/** Manifests of a training; without one to test with, Rekognition keeps a fifth of the other. */
export interface RekognitionManifests {
  train: string;
  test: string | undefined;
}

/**
 * What Rekognition Custom Labels would refuse, or leave out, of two manifests: line by line, then of the images' files,
 * then of both together.
 * @param bytesOf size of an image's file, by its S3 URI; undefined where it is not there
 */
export async function checkRekognitionDatasets(
  { train, test }: RekognitionManifests,
  bytesOf: (image: string) => number | undefined,
): Promise<DatasetProblem[]> {
  const found: DatasetProblem[] = [];
  const sides = [{ file: 'train.manifest', text: train }];
  if (test !== undefined) sides.push({ file: 'test.manifest', text: test });
  const records: ImageRecord[][] = [];
  for (const { file, text } of sides) {
    const source = sourceOf(file, text);
    for await (const problems of checkRekognitionLines(source)) found.push(...problems);
    found.push(...checkFiles(file, text, bytesOf));
    records.push(await recordsOf(source));
  }
  found.push(...checkTogether(records[0]!, records[1]));
  return found;
}

function checkFiles(file: string, text: string, bytesOf: (image: string) => number | undefined): DatasetProblem[] {
  return text.split('\n').flatMap((line, index) => {
    const image = /"source-ref"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
    if (image === undefined) return [];
    const bytes = bytesOf(JSON.parse(`"${image}"`));
    const problem = (reason: string) => [problemAt(file, index + 1)('lost', 'ERROR_INVALID_IMAGE', reason, image)];
    if (bytes === undefined) return problem('the image is not in the bucket');
    return bytes > LARGEST_IMAGE ? problem(`the image has ${bytes} bytes; Rekognition takes ${LARGEST_IMAGE}`) : [];
  });
}

function checkTogether(train: readonly ImageRecord[], test: readonly ImageRecord[] | undefined): DatasetProblem[] {
  const problem = problemAt('both manifests');
  const found: DatasetProblem[] = [];
  const learned = new Set(train.flatMap((record) => [...labelsOf(record)]));
  if (train.length < FEWEST_IMAGES)
    found.push(problem('noted', 'few-images', `${train.length} images to train on; Rekognition advises 10 at least`));
  if (!test) return found;
  const tested = new Set(test.flatMap((record) => [...labelsOf(record)]));
  const both = [...learned].filter((label) => tested.has(label)).length;
  if (both < LEAST_OVERLAP * learned.size)
    found.push(
      problem(
        'lost',
        'ERROR_INSUFFICIENT_LABEL_OVERLAP',
        `${both} of ${learned.size} labels are on test images; Rekognition needs half of them`,
      ),
    );
  const images = new Set(train.map(({ image }) => image));
  for (const { image } of test)
    if (images.has(image))
      found.push(problem('lost', 'ERROR_SHARED_IMAGE', 'the image is trained on and tested with', image));
  return found;
}

const sourceOf = (file: string, text: string): DatasetSource => ({
  files: [file],
  chunks: () => oneChunk(text),
  text: async () => text,
  spool: async () => {
    throw new Error('a manifest is read in order');
  },
  bytes: async () => undefined,
  imageSize: async () => undefined,
});

/** The labeled images of a manifest's lines; what cannot be read is left out, as Rekognition leaves it out. */
export const labeledRecords = (text: string): Promise<ImageRecord[]> => recordsOf(sourceOf('output.manifest', text));

async function recordsOf(source: DatasetSource): Promise<ImageRecord[]> {
  const found: ImageRecord[] = [];
  for await (const batch of rekognitionReader.read(source, { attribute: undefined, labels: undefined }))
    for (const entry of batch) if (entry.kind !== 'problem' && isLabeled(entry)) found.push(entry);
  return found;
}
