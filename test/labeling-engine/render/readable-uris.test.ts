import { expect, it } from '@jest/globals';
import { mayShow, mayShowAsExample } from '../../../labeling-engine/render/readable-uris.ts';

const BUCKET = 'labelloop';
const manifest = `s3://${BUCKET}/projects/birds/batches/b000001/input.manifest`;
const image = (project: string, letter = 'a') => `s3://${BUCKET}/projects/${project}/images/${letter.repeat(64)}.jpg`;

it("shows a task the images that its own line names, and no project's other objects", () => {
  const line = { 'source-ref': image('birds'), secret: `s3://${BUCKET}/labeling-engine/secret.json` };
  expect(mayShow(image('birds'), line, manifest, BUCKET)).toBe(true);
  expect(mayShow(image('birds', 'b'), line, manifest, BUCKET)).toBe(false);
  const mask = `s3://${BUCKET}/projects/birds/masks/${'c'.repeat(64)}.png`;
  expect(mayShow(mask, { ...line, 'labels-ref': mask }, manifest, BUCKET)).toBe(true);
  expect(mayShow(mask, line, manifest, BUCKET)).toBe(false);
  expect(mayShow(line.secret, line, manifest, BUCKET)).toBe(false);
});

it("shows accepted images of the batch's own project as examples, and nothing else", () => {
  const shows = (uri: string, from = manifest) => mayShowAsExample(uri, from, BUCKET);
  expect(shows(image('birds', 'b'))).toBe(true);
  expect(shows(image('cats'))).toBe(false);
  expect(shows(`s3://${BUCKET}/projects/birds/project.json`)).toBe(false);
  expect(shows(`s3://${BUCKET}/other/${image('birds').slice(15)}`)).toBe(false);
  expect(shows(image('birds').replace(BUCKET, 'another-bucket'))).toBe(false);
  expect(shows(image('birds'), 's3://their-bucket/projects/birds/batches/b000001/input.manifest')).toBe(false);
  expect(shows(image('birds'), `s3://${BUCKET}/my-job/input.manifest`)).toBe(false);
});
