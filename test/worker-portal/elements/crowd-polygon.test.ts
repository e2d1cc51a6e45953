import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { readWorkerAnswer } from '../../../shared/domain/answer-kinds/worker-answer.ts';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, pixelOnPage, submitted } from './element-page.ts';

const SIZE = { width: 400, height: 300 };
const TRIANGLE = [
  { x: 100, y: 100 },
  { x: 200, y: 100 },
  { x: 150, y: 200 },
];
const INITIAL = `initial-value="[ { label: 'Dog', vertices: [ {x: 100, y: 100}, {x: 200, y: 100}, {x: 150, y: 200}, ] }, ]"`;

describeInBrowser('<crowd-polygon>', (elements) => {
  beforeAll(async () => {
    elements.picture(
      'photo.png',
      await sharp({ create: { ...SIZE, channels: 3, background: '#456' } })
        .png()
        .toBuffer(),
    );
  });
  const template = (more = '') => `<crowd-form><crowd-polygon name="annotatedResult" src="/photo.png"
    header="Draw a polygon around each animal" labels="['Cat', 'Dog', 'Bird']" ${more}>
    <full-instructions header="Polygon instructions"><p>Make the polygon tight.</p></full-instructions>
    <short-instructions><p>Tight polygons.</p></short-instructions></crowd-polygon></crowd-form>`;

  const click = async (page: Page, x: number, y: number) => {
    const at = await pixelOnPage(page, SIZE, x, y);
    await page.mouse.click(at.x, at.y);
  };
  const drag = async (page: Page, from: [number, number], to: [number, number]) => {
    const [start, end] = [await pixelOnPage(page, SIZE, ...from), await pixelOnPage(page, SIZE, ...to)];
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(end.x, end.y, { steps: 4 });
    await page.mouse.up();
  };
  const answered = async (page: Page) => {
    const answer = (await submitted(page)) as { annotatedResult: { polygons: unknown[] } };
    return answer;
  };

  it('is drawn by clicks and submits what Ground Truth documents, which the consolidation reads', async () => {
    const page = await elements.open(template());
    await page.getByRole('button', { name: 'Dog' }).click();
    for (const { x, y } of TRIANGLE) await click(page, x, y);
    await page.keyboard.press('Enter');
    expect(await page.evaluate('window.submitted')).toBeUndefined();
    await page.getByRole('button', { name: 'Submit' }).click();
    const answer = await answered(page);
    expect(answer).toEqual({
      annotatedResult: {
        inputImageProperties: { height: 300, width: 400 },
        polygons: [{ label: 'Dog', vertices: TRIANGLE }],
      },
    });
    expect(readWorkerAnswer(JSON.stringify(answer), ['Cat', 'Dog']).answer).toMatchObject({ kind: 'polygons' });
  });

  it('is edited by the pointer: a vertex, an edge, the whole, the label', async () => {
    const page = await elements.open(template(INITIAL));
    await click(page, 150, 100);
    await drag(page, [200, 100], [240, 80]);
    await drag(page, [125, 150], [90, 160]);
    await drag(page, [150, 130], [160, 140]);
    await page.getByRole('button', { name: 'Bird' }).click();
    await page.getByRole('button', { name: 'Submit' }).click();
    expect((await answered(page)).annotatedResult.polygons).toEqual([
      {
        label: 'Bird',
        vertices: [
          { x: 110, y: 110 },
          { x: 250, y: 90 },
          { x: 160, y: 210 },
          { x: 100, y: 170 },
        ],
      },
    ]);
  });

  it('is drawn and edited by keys alone', async () => {
    const page = await elements.open(template());
    await page.keyboard.press('3');
    for (const way of ['ArrowUp', 'ArrowRight', 'ArrowDown', 'ArrowLeft']) {
      for (let step = 0; step < 5; step++) await page.keyboard.press(`Control+${way}`);
      await page.keyboard.press('d');
    }
    await page.keyboard.press('c');
    await page.keyboard.press('v');
    await page.keyboard.press('i');
    await page.keyboard.press('Control+ArrowUp');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('.');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect((await answered(page)).annotatedResult.polygons).toEqual([
      {
        label: 'Bird',
        vertices: [
          { x: 201, y: 100 },
          { x: 226, y: 100 },
          { x: 251, y: 100 },
          { x: 251, y: 150 },
          { x: 201, y: 150 },
        ],
      },
    ]);
  });

  it('is not submitted half drawn, and says so', async () => {
    const page = await elements.open(template());
    await click(page, 20, 20);
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Close the polygon that you are drawing').waitFor();
    expect(await page.evaluate('window.submitted')).toBeUndefined();
    await page.locator('.stage').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    expect((await answered(page)).annotatedResult.polygons).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has nothing for axe to find (%s)', async (scheme) => {
    const page = await elements.open(template(INITIAL), { scheme });
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
