import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { findPython, virtualEnvironment } from '../../cli/algorithms/virtual-environment.ts';
import { inviteWorker } from '../../cli/invite-worker.ts';
import { generateSampleImages } from '../../examples/sample-images/generate.ts';
import { LOGO_LABELS } from '../../examples/sample-images/logos.ts';
import { OWN_WORKTEAM_ARN } from '../../local-cloud/own-workteam.ts';
import { pythonOf } from '../../local-cloud/sagemaker/container/program.ts';
import { runSimulatedWorkforce } from '../../local-cloud/simulated-workforce/simulated-workforce.ts';
import { Laptop, root } from '../workflow/laptop.ts';

/** The first run downloads the package. */
jest.setTimeout(1_500_000);

const IMAGES = 10;
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn("python3 is not there: the SDK's script is skipped");
const home = mkdtempSync(join(tmpdir(), 'labelloop-yolo-notebook-'));
const laptop = new Laptop();
beforeAll(() => (hasPython ? laptop.up() : undefined), 600_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(home, { recursive: true });
});

/** What trains, for how many epochs, and what its training says. */
const TRAINERS = [
  {
    name: 'YOLO11n of examples/yolo',
    words: ['100', 'labelloop/yolo:1'],
    isTrained: (said: string) => {
      const losses = [...said.matchAll(/train:loss=([\d.]+)/g)].map(([, loss]) => Number(loss));
      expect(losses.length).toBeGreaterThanOrEqual(100);
      const mean = (some: readonly number[]) => some.reduce((sum, loss) => sum + loss, 0) / some.length;
      expect(mean(losses.slice(-10))).toBeLessThan(0.9 * mean(losses.slice(0, 10)));
    },
  },
  {
    name: 'the built-in object detection',
    words: ['20'],
    isTrained: (said: string) =>
      expect(Number(/validation mAP <score>=\(([\d.]+)\)/.exec(said)![1])).toBeGreaterThan(0.2),
  },
];

(hasPython ? it : it.skip).each(TRAINERS)(
  "AWS's train-and-deploy-yolov11 from its sample bucket on: labeled, converted to YOLO's folders, trained by $name, and deployed as its README promises",
  async ({ words: trainer, isTrained }) => {
    if (trainer.length > 1) {
      const added = await laptop.labelloop('algorithms', 'add', 'yolo', '--dir', join(root, 'examples/yolo'));
      expect(added).toMatchObject({ code: 0 });
    }
    const folder = join(root, 'examples/sagemaker-sdk');
    const requirements = join(folder, 'requirements', 'sdk_v2.txt');
    const never = new AbortController().signal;
    const environment = await virtualEnvironment(requirements, await findPython(), () => {}, never);
    const variables = JSON.parse((await laptop.labelloop('env', '--json')).out);
    const words = [join(folder, 'sample_bucket_to_endpoint_v2.py'), LOGO_LABELS.join(','), ...trainer];
    const script = spawn(pythonOf(environment), ['-u', ...words], {
      env: { PATH: process.env.PATH, HOME: home, ...variables },
    });
    let said = '';
    let working: Promise<unknown> | undefined;
    const { endpoint, region, credentials } = laptop.cloud;
    const access = { endpoint, region, credentials };
    const ended = new AbortController();
    const drawn = await generateSampleImages({ seed: 7, set: 'drop', count: IMAGES });
    const truths = new Map(
      drawn.map(({ fileName, width, height, truth }) => [fileName, { width, height, boxes: truth }]),
    );
    const boxes = drawn.reduce((sum, { truth }) => sum + truth.length, 0);
    for (const stream of [script.stdout, script.stderr])
      stream.on('data', (text) => {
        said += text;
        if (!/waits for workers/.test(said)) return;
        working ??= runSimulatedWorkforce({
          portalUrl: laptop.cloud.portalUrl,
          invite: async (name) => (await inviteWorker(access, name, OWN_WORKTEAM_ARN)).invitation,
          truthOf: (sourceRef) => truths.get(sourceRef.split('/').at(-1)!),
          workers: 2,
          seed: 3,
          signal: ended.signal,
        });
      });
    const [code] = await once(script, 'close');
    ended.abort();
    await working;
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(said).toContain(`copied ${IMAGES} pictures`);
    expect(said).toContain(new URL(laptop.cloud.portalUrl).host);
    expect(said).toMatch(/job Completed/);
    expect(said).toMatch(/wrote 8 train and 2 validation images with \d+ boxes/);
    isTrained(said);
    const found: Record<string, number> = JSON.parse(/^boxes (.*)$/m.exec(said)![1]!);
    expect(Object.keys(found)).toHaveLength(IMAGES);
    expect(Object.values(found).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);

    const [, dataset] = /^dataset (s3:\S+)$/m.exec(said)!;
    const inspected = await laptop.labelloopAfterEnv('dataset', 'inspect', dataset!, '--json');
    const { format, images, objects } = JSON.parse(inspected.out);
    expect({ format, images }).toEqual({ format: 'yolo', images: IMAGES });
    // Workers are not perfect, but few objects are missed.
    expect(objects / boxes).toBeGreaterThan(0.8);
    expect(objects / boxes).toBeLessThan(1.2);
  },
);
