import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, pixelOnPage, submitted } from './element-page.ts';

const SIZE = { width: 400, height: 300 };
type Drawn = Array<{ label: string; vertices: Array<{ x: number; y: number }> }>;

describeInBrowser('<crowd-polyline> and <crowd-line>', (elements) => {
  beforeAll(async () => {
    elements.picture(
      'photo.png',
      await sharp({ create: { ...SIZE, channels: 3, background: '#456' } })
        .png()
        .toBuffer(),
    );
  });
  const template = (element: string, more = '') => `<crowd-form><${element} name="annotatedResult" src="/photo.png"
    header="Follow the lanes" labels="['lane', 'kerb']" label-colors="['#d62728', '#0000ff']" ${more}></${element}></crowd-form>`;
  const click = async (page: Page, x: number, y: number) => {
    const at = await pixelOnPage(page, SIZE, x, y);
    await page.mouse.click(at.x, at.y);
  };
  const submit = async (page: Page) => {
    await page.getByRole('button', { name: 'Submit' }).click();
    return (await submitted(page)).annotatedResult as Record<string, unknown>;
  };
  const corners = (drawn: unknown) => (drawn as Drawn).map(({ vertices }) => vertices.map(({ x, y }) => [x, y]));

  it('draws an open line of any number of vertices, which may cross itself, ended by a second click on its last', async () => {
    const page = await elements.open(template('crowd-polyline'));
    for (const [x, y] of [
      [50, 50],
      [300, 250],
      [300, 50],
      [50, 250],
      [50, 250],
    ] as const)
      await click(page, x, y);
    await page.getByRole('button', { name: /^1\. lane/ }).waitFor();
    const { polylines, inputImageProperties } = await submit(page);
    expect(inputImageProperties).toEqual({ height: 300, width: 400 });
    expect(corners(polylines)).toEqual([
      [
        [50, 50],
        [300, 250],
        [300, 50],
        [50, 250],
      ],
    ]);
  });

  it('is no answer while a line is not ended, and is given up with Escape', async () => {
    const page = await elements.open(template('crowd-polyline'));
    await click(page, 50, 50);
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('End the polyline that you are drawing').first().waitFor();
    await page.keyboard.press('Escape');
    expect((await submit(page)).polylines).toEqual([]);
  });

  it('ends a line of two points by itself, and gives it no third', async () => {
    const page = await elements.open(template('crowd-line'));
    await click(page, 50, 60);
    await click(page, 250, 60);
    await page.getByRole('button', { name: 'kerb' }).click();
    await page.keyboard.press('i');
    const { lines } = await submit(page);
    expect(lines).toEqual([
      {
        label: 'kerb',
        vertices: [
          { x: 50, y: 60 },
          { x: 250, y: 60 },
        ],
      },
    ]);
  });

  it('starts from its initial value as Ground Truth documents it, is moved along its length, and says that it was', async () => {
    const initial = `initial-value="{ lines: [{ label: 'lane', vertices: [{ x: 100, y: 100 }, { x: 200, y: 100 }] }] }"`;
    const untouched = await elements.open(template('crowd-line', initial));
    expect(await submit(untouched)).toMatchObject({ initialValueModified: false });
    const page = await elements.open(template('crowd-line', initial));
    await click(page, 150, 100);
    const [from, to] = [await pixelOnPage(page, SIZE, 150, 100), await pixelOnPage(page, SIZE, 170, 140)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    const { lines, initialValueModified } = await submit(page);
    expect([corners(lines), initialValueModified]).toEqual([
      [
        [
          [120, 140],
          [220, 140],
        ],
      ],
      true,
    ]);
  });

  it('is drawn by keys alone and has no accessibility problem', async () => {
    const page = await elements.open(template('crowd-polyline'));
    await page.getByRole('application', { name: 'Image to draw polylines on' }).focus();
    for (const key of ['2', 'ArrowUp', 'd', 'Control+ArrowRight', 'd', 'Control+ArrowDown', 'd', 'c'])
      await page.keyboard.press(key);
    await page.getByRole('button', { name: /^1\. kerb 3 vertices/ }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(corners((await submit(page)).polylines)[0]).toHaveLength(3);
  });
});
