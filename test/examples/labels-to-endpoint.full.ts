import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListLabelingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { findPython, virtualEnvironment } from '../../cli/algorithms/virtual-environment.ts';
import { pythonOf } from '../../local-cloud/sagemaker/container/program.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { sha256 } from '../../shared/sha256.ts';
import { Laptop, root, until } from '../workflow/laptop.ts';

/** The first run downloads the package. */
jest.setTimeout(900_000);

const IMAGES = 12;
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn("python3 is not there: the SDK's script is skipped");
const samples = mkdtempSync(join(tmpdir(), 'labelloop-squares-'));
const examples = join(root, 'examples');
const laptop = new Laptop();
let jobName: string;

beforeAll(async () => {
  if (!hasPython) return;
  spawnSync('python3', [join(examples, 'custom-algorithm/samples.py'), samples]);
  await laptop.up();
  await laptop.labelloop('algorithms', 'add', 'colours', '--dir', join(examples, 'custom-algorithm'));
  await laptop.init('squares', {}, 1);
  const coco = JSON.parse(readFileSync(join(samples, 'instances.json'), 'utf8'));
  const labels = coco.categories.map(({ name }: { name: string }) => name);
  const pictures = readdirSync(samples)
    .filter((name) => name.endsWith('.png'))
    .slice(0, IMAGES)
    .map((name) => {
      const bytes = readFileSync(join(samples, name));
      const { id, width, height } = coco.images.find((image: { file_name: string }) => image.file_name === name);
      const boxes = coco.annotations
        .filter((box: { image_id: number }) => box.image_id === id)
        .map(({ category_id, bbox: [left, top, w, h] }: { category_id: number; bbox: number[] }) => ({
          ...{ label: labels[category_id - 1], left: left!, top: top!, width: w!, height: h! },
        }));
      return { name, bytes, sha256: sha256(bytes), truth: { width, height, boxes } };
    });
  await laptop.drop('squares', pictures);
  laptop.hire();
  await laptop.labelNow('squares');
  jobName = await until(async () => {
    const { LabelingJobSummaryList: [job] = [] } = await laptop.sageMaker.send(new ListLabelingJobsCommand({}));
    return job?.LabelingJobStatus === 'Completed' ? job.LabelingJobName : undefined;
  });
  await laptop.dismiss();
}, 900_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(samples, { recursive: true });
});

(hasPython ? it : it.skip)(
  'a labeling job is read, converted by a processing job, trained on by an image of one’s own, deployed and asked',
  async () => {
    const folder = join(examples, 'sagemaker-sdk');
    const requirements = join(folder, 'requirements', 'sdk_v2.txt');
    const environment = await virtualEnvironment(
      requirements,
      await findPython(),
      () => {},
      new AbortController().signal,
    );
    const variables = JSON.parse((await laptop.labelloop('env', '--json')).out);
    const words = [jobName, 'labelloop/colours:1', join(samples, 'squares-007.png')];
    const script = spawn(pythonOf(environment), [join(folder, 'labels_to_endpoint_v2.py'), ...words], {
      env: {
        ...{ PATH: process.env.PATH, HOME: samples, ...variables },
        IMAGES_URI: `s3://${laptop.cloud.bucket}/${projectKeys('squares').imagesPrefix}`,
      },
    });
    let said = '';
    for (const stream of [script.stdout, script.stderr]) stream.on('data', (text) => (said += text));
    const [code] = await once(script, 'close');
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(said).toMatch(/job Completed/);
    expect(said).toContain(`workers sign in at ${new URL(laptop.cloud.portalUrl).host}`);
    expect(said).toMatch(/processing Completed/);
    expect(said).toMatch(new RegExp(`converted ${IMAGES} images, 2 classes`));
    expect(said).toMatch(/learned from \d+ boxes/);
    expect(said).toMatch(/prediction .*category_id/);
  },
);
