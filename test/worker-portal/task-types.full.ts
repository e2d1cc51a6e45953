import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import type { TaskType } from '../../shared/contracts/project.ts';
import { encodePalettePng } from '../../shared/domain/images/png-pixels.ts';
import { workerTemplate } from '../../shared/domain/labeling/worker-template.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { BUCKET } from '../local-cloud/s3/s3-under-test.ts';
import { beginWork, launchBrowser, noBrowser, openContext, taskInSight } from './browser.ts';
import { type JobOptions, type PortalUnderTest, picture, startPortal } from './portal-under-test.ts';

const SIZE = { width: 400, height: 300 };
const LABELS = ['cat', 'dog'];
const MASK_KEY = 'projects/birds/batches/b1/labels/before/annotations/consolidated-annotation/output/0.png';
const OWN_MASK_KEY = `projects/pets/masks/${'0'.repeat(64)}.png`;
const MASK_COLOURS = [0xffffff, 0x2ca02c];

/** A template as Ground Truth users write it. */
const template = (element: string, attributes: string, inside = '') => `
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <${element} name="${element}" header="What is it?" ${attributes}>${inside}
    <full-instructions header="Instructions">Look closely.</full-instructions>
    <short-instructions>What fits.</short-instructions>
  </${element}>
</crowd-form>`;
/** The page that our own projects give to workers. */
const projectTemplate = (taskType: TaskType) =>
  workerTemplate(newProject({ project: 'pets', uid: 'abc123', labels: LABELS, taskType }));
const listed = (attribute: string) => `${attribute}="{{ task.input.labels | to_json | escape }}"`;
const SOURCE = 'src="{{ task.input.taskObject | grant_read_access }}"';
const TEXT = '<classification-target>{{ task.input.taskObject }}</classification-target>';

interface Worker {
  page: Page;
  frame: FrameLocator;
}
const press =
  (...keys: string[]) =>
  async ({ page, frame }: Worker) => {
    await frame.locator(':focus').first().waitFor();
    for (const key of keys) await page.keyboard.press(key);
  };
const choose =
  (role: 'radio' | 'checkbox', ...names: string[]) =>
  async ({ frame }: Worker) => {
    for (const name of names) await frame.getByRole(role, { name, exact: true }).click();
  };
/** Clicks these pixels of the image. */
const click =
  (...points: Array<readonly [number, number]>) =>
  async ({ page, frame }: Worker) => {
    const image = (await frame.locator('.plane img').first().boundingBox())!;
    for (const [x, y] of points) {
      await page.mouse.click(image.x + (x * image.width) / SIZE.width, image.y + (y * image.height) / SIZE.height);
    }
  };

interface TaskUnderTest {
  job: Omit<JobOptions, 'labels'>;
  byMouse(worker: Worker): Promise<void>;
  byKeys(worker: Worker): Promise<void>;
  /** What the output manifest's lines hold, in turn. */
  output: [byMouse: object, byKeys: object];
}

const TASK_TYPES: Record<string, TaskUnderTest> = {
  'semantic-segmentation': {
    job: {
      hook: 'SemanticSegmentation',
      attribute: 'labels-ref',
      template: projectTemplate('semantic-segmentation'),
    },
    byMouse: click([100, 100], [200, 150]),
    byKeys: press('2', 'f', 'd'),
    output: [
      {
        'labels-ref': expect.stringMatching(/^s3:.*\.png$/),
        'labels-ref-metadata': { 'internal-color-map': { 1: { 'class-name': 'cat', 'hex-color': '#1f77b4' } } },
      },
      { 'labels-ref-metadata': { 'internal-color-map': { 2: { 'class-name': 'dog', 'hex-color': '#ff7f0e' } } } },
    ],
  },
  'semantic-segmentation-adjustment': {
    job: {
      hook: 'AdjustmentSemanticSegmentation',
      attribute: 'adjusted-ref',
      masks: {
        [MASK_KEY]: encodePalettePng({ ...SIZE, mask: new Uint8Array(120_000).fill(1) }, MASK_COLOURS, pngCodec),
      },
      fields: {
        'before-ref': `s3://${BUCKET}/${MASK_KEY}`,
        'before-ref-metadata': {
          'internal-color-map': {
            0: { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff' },
            1: { 'class-name': 'dog', 'hex-color': '#2ca02c' },
          },
        },
      },
      template: template(
        'crowd-semantic-segmentation',
        `${SOURCE} ${listed('labels')} initial-value="{
          'src': '{{ task.input.manifestLine.before-ref | grant_read_access }}',
          'labelMappings': {
            {% for box in task.input.manifestLine.before-ref-metadata.internal-color-map %}
              {% if box[1]['class-name'] != 'BACKGROUND' %}
                {{ box[1]['class-name'] | to_json }}: { 'color': {{ box[1]['hex-color'] | to_json }} },
              {% endif %}
            {% endfor %}
          }
        }"`,
      ),
    },
    byMouse: async () => {},
    byKeys: press('1', 'd', 'd'),
    output: [
      {
        'adjusted-ref-metadata': {
          'adjustment-status': 'unadjusted',
          'internal-color-map': { 2: { 'class-name': 'dog' } },
        },
      },
      {
        'adjusted-ref-metadata': {
          'adjustment-status': 'adjusted',
          'internal-color-map': { 1: { 'class-name': 'cat' }, 2: { 'class-name': 'dog' } },
        },
      },
    ],
  },
  'semantic-segmentation-relabel': {
    job: {
      hook: 'AdjustmentSemanticSegmentation',
      attribute: 'adjusted-labels-ref',
      masks: {
        [OWN_MASK_KEY]: encodePalettePng({ ...SIZE, mask: new Uint8Array(120_000).fill(1) }, MASK_COLOURS, pngCodec),
      },
      fields: {
        'labels-ref': `s3://${BUCKET}/${OWN_MASK_KEY}`,
        'labels-ref-metadata': {
          'internal-color-map': {
            0: { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff' },
            1: { 'class-name': 'dog', 'hex-color': '#2ca02c' },
          },
          type: 'groundtruth/semantic-segmentation',
        },
      },
      template: projectTemplate('semantic-segmentation'),
    },
    byMouse: async () => {},
    byKeys: press('1', 'd', 'd'),
    output: [
      { 'adjusted-labels-ref-metadata': { 'adjustment-status': 'unadjusted' } },
      { 'adjusted-labels-ref-metadata': { 'adjustment-status': 'adjusted' } },
    ],
  },
  polygon: {
    job: {
      isCustom: true,
      template: template(
        'crowd-polygon',
        `src="{{ task.input.source-ref | grant_read_access }}" labels="['cat', 'dog',]"
         initial-value="[{ label: 'dog', vertices: [{x: 10, y: 10}, {x: 60, y: 10}, {x: 10, y: 60}] }]"`,
      ),
    },
    byMouse: click([200, 100], [300, 100], [300, 200], [201, 101]),
    byKeys: press('.', 'Delete'),
    output: [
      {
        labels: {
          annotations: expect.arrayContaining([
            expect.objectContaining({ class_id: 1 }),
            expect.objectContaining({
              class_id: 0,
              vertices: [
                { x: 200, y: 100 },
                { x: 300, y: 100 },
                { x: 300, y: 200 },
              ],
            }),
          ]),
        },
      },
      { labels: { annotations: [] } },
    ],
  },
  'image-classification': {
    job: {
      hook: 'ImageMultiClass',
      template: projectTemplate('image-classification'),
    },
    byMouse: choose('radio', 'dog'),
    byKeys: press('1'),
    output: [
      { labels: 1, 'labels-metadata': { 'class-name': 'dog', type: 'groundtruth/image-classification' } },
      { labels: 0, 'labels-metadata': { 'class-name': 'cat' } },
    ],
  },
  'image-classification-multi-label': {
    job: {
      hook: 'ImageMultiClassMultiLabel',
      template: template(
        'crowd-image-classifier-multi-select',
        `${SOURCE} ${listed('categories')} exclusion-category="{ text: 'None of the above' }"`,
      ),
    },
    byMouse: choose('checkbox', 'dog', 'cat'),
    byKeys: press('2', '3'),
    output: [
      { labels: [0, 1], 'labels-metadata': { 'class-map': { 0: 'cat', 1: 'dog' } } },
      { labels: [], 'labels-metadata': { type: 'groundtruth/image-classification-multilabel' } },
    ],
  },
  'text-classification': {
    job: {
      hook: 'TextMultiClass',
      texts: ['It purrs <b>loudly</b>.', 'It barks & runs.'],
      template: template('crowd-classifier', listed('categories'), TEXT),
    },
    byMouse: choose('radio', 'cat'),
    byKeys: press('2'),
    output: [
      { source: 'It purrs <b>loudly</b>.', labels: 0, 'labels-metadata': { type: 'groundtruth/text-classification' } },
      { labels: 1, 'labels-metadata': { 'class-name': 'dog' } },
    ],
  },
  'text-classification-multi-label': {
    job: {
      hook: 'TextMultiClassMultiLabel',
      texts: ['It purrs.', 'They fight.'],
      template: template('crowd-classifier-multi-select', listed('categories'), TEXT),
    },
    byMouse: choose('checkbox', 'cat'),
    byKeys: press('1', '2'),
    output: [
      { labels: [0], 'labels-metadata': { type: 'groundtruth/text-classification-multilabel' } },
      { labels: [0, 1], 'labels-metadata': { 'class-map': { 0: 'cat', 1: 'dog' } } },
    ],
  },
  'label-verification': {
    job: {
      hook: 'VerificationBoundingBox',
      fields: { boxes: { annotations: [{ class_id: 0, left: 50, top: 37, width: 100, height: 75 }] } },
      template: template(
        'crowd-image-classifier',
        `${SOURCE} ${listed('categories')} overlay="{ boundingBox: { labels: ['bird'], value: [
          {% for box in task.input.manifestLine.boxes.annotations %}{ label: 'bird', left: {{ box.left }}, top: {{ box.top }},
          width: {{ box.width }}, height: {{ box.height }}, },{% endfor %}], }, }"`,
        '<worker-comment link-text="Say why">What is wrong?</worker-comment>',
      ),
    },
    byMouse: async (worker) => {
      await choose('radio', 'dog')(worker);
      await worker.frame.getByRole('button', { name: 'Say why' }).click();
      await worker.frame.getByRole('textbox').fill('too wide');
      await worker.frame.getByRole('button', { name: 'Close' }).click();
    },
    byKeys: press('1'),
    output: [
      {
        labels: '1',
        'labels-metadata': { type: 'groundtruth/label-verification', 'worker-feedback': [{ comment: 'too wide' }] },
      },
      { labels: '0', 'labels-metadata': { 'class-name': 'cat' } },
    ],
  },
};

if (noBrowser) console.warn(noBrowser);
(noBrowser ? describe.skip : describe)('from an invitation to the output manifest', () => {
  let portal: PortalUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    [portal, browser] = await Promise.all([startPortal(), launchBrowser()]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
  });

  it.each(Object.entries(TASK_TYPES))(
    'a worker does %s by mouse and by keys alone',
    async (name, { job, byMouse, byKeys, output }) => {
      const images = job.texts ? [] : await Promise.all([picture(400, 300, 20), picture(400, 300, 60)]);
      await portal.createJob(name, { ...job, labels: LABELS, images });
      const context = await openContext(browser);
      const page = await context.newPage();
      await beginWork(page, portal.url, await portal.invite(name));
      await byMouse({ page, frame: await taskInSight(page) });
      const done = await page.locator('iframe.in-sight').elementHandle();
      await (await taskInSight(page)).getByRole('button', { name: 'Submit' }).click();
      await page.waitForFunction((frame) => !frame?.isConnected, done);
      await byKeys({ page, frame: await taskInSight(page) });
      await page.keyboard.press('Enter');
      await page.getByText(/All done|This job has ended/).waitFor();
      await portal.ended(name);
      const lines = await portal.output(name);
      expect(lines).toHaveLength(2);
      expect(lines).toMatchObject(output);
      await context.close();
    },
    60_000,
  );
});
