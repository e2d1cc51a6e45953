import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { decodePng } from '../../../shared/domain/images/png-pixels.ts';
import { pngCodec } from '../../../shared/handler/png-codec.ts';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, pixelOnPage, submitted } from './element-page.ts';

const SIZE = { width: 400, height: 300 };

interface Answer {
  inputImageProperties: unknown;
  instances: Array<{ color: string; label: string }>;
  labeledImage: { pngImageData: string };
  initialValueModified?: boolean;
}

describeInBrowser('<crowd-instance-segmentation>', (elements) => {
  beforeAll(async () => {
    elements.picture(
      'photo.png',
      await sharp({ create: { ...SIZE, channels: 3, background: '#456' } })
        .png()
        .toBuffer(),
    );
  });
  const template = (more = '') => `<crowd-form><crowd-instance-segmentation name="annotatedResult" src="/photo.png"
    header="Label each object" labels="['Cat', 'Dog']" ${more}></crowd-instance-segmentation></crowd-form>`;
  const stroke = async (page: Page, from: [number, number], to: [number, number]) => {
    for (const [at, [x, y]] of [from, to].entries()) {
      const place = await pixelOnPage(page, SIZE, x, y);
      await page.mouse.move(place.x, place.y, { steps: at === 0 ? 1 : 6 });
      if (at === 0) await page.mouse.down();
    }
    await page.mouse.up();
  };
  const submit = async (page: Page) => {
    await page.getByRole('button', { name: 'Submit' }).click();
    const { annotatedResult } = (await submitted(page)) as unknown as { annotatedResult: Answer };
    const { width, height, colours } = decodePng(
      Buffer.from(annotatedResult.labeledImage.pngImageData, 'base64'),
      pngCodec,
    );
    expect({ width, height }).toEqual(SIZE);
    const hexAt = (x: number, y: number) => `#${colours[y * width + x]!.toString(16).padStart(6, '0')}`;
    const labelAt = (x: number, y: number) =>
      annotatedResult.instances.find(({ color }) => color === hexAt(x, y))?.label;
    return { answer: annotatedResult, hexAt, labelAt };
  };

  it('gives each object a colour of its own, two of one label too, as Ground Truth documents it', async () => {
    const page = await elements.open(template());
    await stroke(page, [50, 50], [120, 50]);
    await page.keyboard.press('n');
    await stroke(page, [50, 150], [120, 150]);
    await page.keyboard.press('2');
    await stroke(page, [250, 200], [330, 200]);
    const { answer, hexAt, labelAt } = await submit(page);
    expect(answer.inputImageProperties).toEqual({ height: 300, width: 400 });
    expect(answer.instances.map(({ label }) => label)).toEqual(['Cat', 'Cat', 'Dog']);
    expect(new Set(answer.instances.map(({ color }) => color)).size).toBe(3);
    expect([labelAt(80, 50), labelAt(80, 150), labelAt(300, 200)]).toEqual(['Cat', 'Cat', 'Dog']);
    expect(hexAt(80, 50)).not.toBe(hexAt(80, 150));
    expect(hexAt(390, 10)).toBe('#ffffff');
  });

  it('goes on with a selected object, changes its label, removes another, and undoes that', async () => {
    const page = await elements.open(template());
    await stroke(page, [50, 50], [120, 50]);
    await page.keyboard.press('n');
    await stroke(page, [50, 150], [120, 150]);
    await page.getByRole('button', { name: '1. Cat' }).click();
    await stroke(page, [200, 50], [260, 50]);
    await page.keyboard.press('l');
    await page.getByRole('button', { name: '1. Dog' }).waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('Delete');
    await page.getByText('Objects: 1').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Objects: 2').waitFor();
    const { answer, hexAt, labelAt } = await submit(page);
    expect(answer.instances.map(({ label }) => label)).toEqual(['Dog', 'Cat']);
    expect([labelAt(230, 50), labelAt(80, 150)]).toEqual(['Dog', 'Cat']);
    expect(hexAt(230, 50)).toBe(hexAt(80, 50));
  });

  it('starts from its initial value, to which further objects are added', async () => {
    const page = await elements.open(template());
    await stroke(page, [50, 50], [120, 50]);
    const first = (await submit(page)).answer;
    elements.picture('mask.png', Buffer.from(first.labeledImage.pngImageData, 'base64'));
    const initial = `initial-value="{ instances: ${JSON.stringify(first.instances).replaceAll('"', "'")}, src: '/mask.png' }"`;
    const again = await elements.open(template(initial));
    await again.getByRole('button', { name: '1. Cat' }).waitFor();
    expect(await accessibilityProblems(again)).toEqual([]);
    await stroke(again, [250, 200], [330, 200]);
    const { answer, labelAt } = await submit(again);
    expect(answer.instances[0]).toEqual(first.instances[0]);
    expect([answer.instances.length, answer.initialValueModified, labelAt(80, 50)]).toEqual([2, true, 'Cat']);
  });
});
