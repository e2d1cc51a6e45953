import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { readWorkerAnswer } from '../../../shared/domain/answer-kinds/worker-answer.ts';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, pixelOnPage, submitted } from './element-page.ts';

const SIZE = { width: 400, height: 300 };
const INITIAL = `initial-value="[ { label: 'Nose', x: 100, y: 100 }, { label: 'Tail', x: 300, y: 200 } ]"`;

describeInBrowser('<crowd-keypoint>', (elements) => {
  beforeAll(async () => {
    elements.picture(
      'photo.png',
      await sharp({ create: { ...SIZE, channels: 3, background: '#456' } })
        .png()
        .toBuffer(),
    );
  });
  const template = (more = '') => `<crowd-form><crowd-keypoint name="annotatedResult" src="/photo.png"
    header="Set the points of the animal" labels="['Nose', 'Tail']" ${more}>
    <full-instructions header="Instructions"><p>One of each.</p></full-instructions>
    <short-instructions><p>One of each.</p></short-instructions></crowd-keypoint></crowd-form>`;

  const click = async (page: Page, x: number, y: number) => {
    const at = await pixelOnPage(page, SIZE, x, y);
    await page.mouse.click(at.x, at.y);
  };
  const submit = async (page: Page) => {
    await page.getByRole('button', { name: 'Submit' }).click();
    return (await submitted(page)) as {
      annotatedResult: { keypoints: Array<{ label: string; x: number; y: number }> };
    };
  };

  it('is set by clicks and submits what Ground Truth documents, which the consolidation reads', async () => {
    const page = await elements.open(template());
    await click(page, 100, 120);
    await page.getByRole('button', { name: 'Tail' }).click();
    await page.keyboard.press('Escape');
    await click(page, 300, 200);
    const answer = await submit(page);
    expect(answer.annotatedResult).toMatchObject({ inputImageProperties: { height: 300, width: 400 } });
    expect(answer.annotatedResult.keypoints.map(({ x, y }) => [x, y])).toEqual([
      [100, 120],
      [300, 200],
    ]);
    expect(answer.annotatedResult.keypoints[1]!.label).toBe('Tail');
    expect(readWorkerAnswer(JSON.stringify(answer), ['Nose', 'Tail']).answer).toMatchObject({ kind: 'keypoints' });
  });

  it('is dragged by the pointer, nudged by arrows, undone and removed', async () => {
    const page = await elements.open(template(INITIAL));
    const [from, to] = [await pixelOnPage(page, SIZE, 100, 100), await pixelOnPage(page, SIZE, 140, 90)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.press('.');
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Control+ArrowUp');
    await page.keyboard.press('Control+z');
    await page.keyboard.press(',');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+z');
    const { keypoints } = (await submit(page)).annotatedResult;
    expect(keypoints).toHaveLength(2);
    expect(keypoints[0]).toEqual({ label: 'Nose', x: 140, y: 90 });
    expect(keypoints[1]).toEqual({ label: 'Tail', x: 300, y: 200 });
  });

  it('is set by keys alone, tells the screen reader each point, and has no accessibility problem', async () => {
    const page = await elements.open(template());
    await page.getByRole('application', { name: 'Image to set points on' }).focus();
    await page.keyboard.press('2');
    for (let press = 0; press < 2; press++) await page.keyboard.press('Control+ArrowLeft');
    await page.keyboard.press('d');
    await page.getByRole('button', { name: /^1\. Tail/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByText(/^Selected Tail, at \d+, \d+$/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const { keypoints } = (await submit(page)).annotatedResult;
    expect(keypoints).toHaveLength(1);
    expect(keypoints[0]!.label).toBe('Tail');
    expect(keypoints[0]!.x).toBeLessThan(200);
  });

  it('sets a skeleton label by label, object by object, with what is hidden, by pointer and keys', async () => {
    const page = await elements.open(
      template().replace('header=', `skeleton="[['Nose', 'Tail']]" several-objects header=`),
    );
    await click(page, 100, 120);
    await page.getByText('Next: Tail').waitFor();
    await click(page, 200, 150);
    await page.keyboard.press('v');
    await click(page, 300, 60);
    await page.getByRole('button', { name: 'Object 1: Tail' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('n');
    await page.getByText('Next: Object 3: Nose').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const answer = await submit(page);
    expect(answer.annotatedResult.keypoints.map(({ x: _, y: __, ...rest }) => rest)).toEqual([
      { label: 'Nose', object: 1 },
      { label: 'Tail', visible: false, object: 1 },
      { label: 'Nose', object: 2 },
    ]);
    const { answer: known } = readWorkerAnswer(JSON.stringify(answer), ['Nose', 'Tail']);
    expect(known).toMatchObject({ keypoints: answer.annotatedResult.keypoints });
  });
});
