import { beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, submitted } from './element-page.ts';

const REGIONS = `<full-instructions header="Classification Instructions"><p>Read the task carefully.</p></full-instructions>
  <short-instructions><p>Choose what fits.</p></short-instructions>`;
const TEXT = '<classification-target>I love that this works.</classification-target>';
const NONE = `exclusion-category="{ text: 'None of the above' }"`;
const IMAGE = 'src="/photo.png" header="Please identify the animals in this image"';

const templates = {
  'crowd-classifier': `<crowd-classifier name="category" categories="['Positive', 'Negative', 'Neutral']"
    header="What sentiment does this text convey?">${TEXT}${REGIONS}</crowd-classifier>`,
  'crowd-classifier-multi-select': `<crowd-classifier-multi-select name="category" ${NONE}
    categories="['Positive', 'Negative', 'Neutral']" header="Select">${TEXT}${REGIONS}</crowd-classifier-multi-select>`,
  'crowd-image-classifier': `<crowd-image-classifier name="category" categories="['Cat', 'Dog', 'Bird']" ${IMAGE}>
    ${REGIONS}<worker-comment link-text="Why?" header="Say why">What is wrong?</worker-comment></crowd-image-classifier>`,
  'crowd-image-classifier-multi-select': `<crowd-image-classifier-multi-select name="category" ${NONE} ${IMAGE}
    categories="['Cat', 'Dog', 'Bird']">${REGIONS}</crowd-image-classifier-multi-select>`,
};
const names = Object.keys(templates) as Array<keyof typeof templates>;

describeInBrowser('classifiers', (elements) => {
  beforeAll(async () => {
    const photo = sharp({ create: { width: 400, height: 300, channels: 3, background: '#456' } });
    elements.picture('photo.png', await photo.png().toBuffer());
  });
  const open = (name: keyof typeof templates, options?: Parameters<typeof elements.open>[1]) =>
    elements.open(`<crowd-form>${templates[name]}</crowd-form>`, options);

  it.each([
    ['crowd-classifier', ['Negative', 'Positive'], { label: 'Positive' }],
    ['crowd-classifier-multi-select', ['Neutral', 'Positive'], { labels: ['Positive', 'Neutral'] }],
    ['crowd-image-classifier', ['Dog'], { label: 'Dog' }],
    ['crowd-image-classifier-multi-select', ['Cat', 'None of the above', 'Bird'], { labels: ['Bird'] }],
  ] as const)('<%s> submits what was clicked as Ground Truth documents it', async (name, clicks, category) => {
    const page = await open(name);
    const role = name.endsWith('select') ? 'checkbox' : 'radio';
    for (const option of clicks) await page.getByRole(role, { name: option, exact: true }).click();
    await page.getByRole('button', { name: 'Submit' }).click();
    expect(await submitted(page)).toEqual({ category });
  });

  it.each([
    ['crowd-classifier', ['3', '2'], { label: 'Negative' }],
    ['crowd-classifier-multi-select', ['1', '2', '1'], { labels: ['Negative'] }],
    ['crowd-image-classifier', ['+', '3', 'ArrowUp'], { label: 'Dog' }],
    ['crowd-image-classifier-multi-select', ['1', '2', '4'], { labels: ['None of the above'] }],
  ] as const)('<%s> is answered by keys alone', async (name, keys, category) => {
    const page = await open(name);
    for (const key of keys) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    expect(await submitted(page)).toEqual({ category });
  });

  it('none is submitted without a category', async () => {
    for (const name of names) {
      const page = await open(name);
      await page.keyboard.press('Enter');
      await page.getByRole('alert').filter({ hasText: 'Choose' }).waitFor();
      expect(await page.evaluate('window.submitted')).toBeUndefined();
    }
  });

  it('a comment is submitted where the template asks for one and the worker writes one', async () => {
    const page = await open('crowd-image-classifier');
    await page.keyboard.press('1');
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('textbox', { name: 'Say why' }).fill('Blurred 1 2 3');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Submit' }).click();
    expect(await submitted(page)).toEqual({ category: { label: 'Cat', workerComment: 'Blurred 1 2 3' } });
  });

  it('an overlay of boxes or of a mask is shown over the image', async () => {
    const red = sharp({ create: { width: 8, height: 6, channels: 3, background: '#d62728' } });
    elements.picture('mask.png', await red.png().toBuffer());
    const overlays = [
      `{ 'boundingBox': { labels: ['bird'], value: [{ height: 100, label: 'bird', left: 100, top: 100, width: 200 }], }, }`,
      `{ 'semanticSegmentation': { 'labels': ['Cat'], 'labelMappings': {}, 'src': '/mask.png', } }`,
    ];
    const pictures: Buffer[] = [];
    for (const overlay of [undefined, ...overlays]) {
      const attribute = overlay ? `overlay="${overlay}"` : '';
      const page = await elements.open(
        `<crowd-form>${templates['crowd-image-classifier'].replace('name=', `${attribute} name=`)}</crowd-form>`,
      );
      pictures.push(await page.locator('.stage').screenshot());
    }
    const dominant = await Promise.all(pictures.map(async (bytes) => (await sharp(bytes).stats()).dominant));
    expect(pictures[1]!.equals(pictures[0]!)).toBe(false);
    expect(dominant[1]).toEqual(dominant[0]);
    expect(dominant[2]!.r - dominant[2]!.b).toBeGreaterThan(dominant[0]!.r - dominant[0]!.b);
  });

  it('drafts come back', async () => {
    for (const [name, value] of [
      ['crowd-classifier', { label: 'Neutral' }],
      ['crowd-image-classifier', { label: 'Cat', workerComment: 'why' }],
      ['crowd-image-classifier-multi-select', { labels: ['Cat', 'Bird'] }],
    ] as const) {
      const page = await open(name);
      await page.evaluate((category) => {
        (document.querySelector('crowd-form') as unknown as { restore(answer: unknown): void }).restore({ category });
      }, value);
      await page.keyboard.press('Enter');
      expect(await submitted(page)).toEqual({ category: value });
    }
  });

  it.each(names)('axe finds nothing in <%s>, light or dark', async (name) => {
    for (const scheme of ['light', 'dark'] as const) {
      const page = await open(name, { scheme });
      expect(await accessibilityProblems(page)).toEqual([]);
    }
  });
});
