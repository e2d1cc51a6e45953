import { crc32, deflateSync } from 'node:zlib';
import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { decodePng, encodePalettePng } from '../../../shared/domain/images/png-pixels.ts';
import { pngCodec } from '../../../shared/handler/png-codec.ts';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, pixelOnPage, submitted } from './element-page.ts';

const SIZE = { width: 400, height: 300 };
const [CAT, DOG, WHITE] = [0x1f77b4, 0xff7f0e, 0xffffff];

interface Answer {
  inputImageProperties: unknown;
  labelMappings: unknown;
  labeledImage: { pngImageData: string };
  initialValueModified?: boolean;
}

describeInBrowser('<crowd-semantic-segmentation>', (elements) => {
  beforeAll(async () => {
    elements.picture(
      'photo.png',
      await sharp({ create: { ...SIZE, channels: 3, background: '#456' } })
        .png()
        .toBuffer(),
    );
    elements.picture('mask.png', givenMask());
  });
  const template = (more = '') => `<crowd-form><crowd-semantic-segmentation name="annotatedResult" src="/photo.png"
    header="Please label each of the requested objects" labels="['Cat', 'Dog', 'Bird',]" ${more}>
    <full-instructions header="Segmentation Instructions"><p>Read the task carefully.</p></full-instructions>
    <short-instructions><p>Use the tools.</p></short-instructions></crowd-semantic-segmentation></crowd-form>`;

  /** Moves the pointer over the image's pixels with the button down. */
  async function stroke(page: Page, ...points: Array<[number, number]>) {
    for (const [index, [x, y]] of points.entries()) {
      const at = await pixelOnPage(page, SIZE, x, y);
      await page.mouse.move(at.x, at.y, { steps: index === 0 ? 1 : 6 });
      if (index === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }

  async function submittedMask(page: Page) {
    const { annotatedResult, ...others } = (await submitted(page)) as { annotatedResult: Answer };
    expect(others).toEqual({});
    const { labeledImage, ...rest } = annotatedResult;
    expect(Object.keys(labeledImage)).toEqual(['pngImageData']);
    const png = Buffer.from(labeledImage.pngImageData, 'base64');
    const { width, height, colours } = decodePng(png, pngCodec);
    expect({ width, height }).toEqual(SIZE);
    return { rest, colours: new Set(colours), at: (x: number, y: number) => colours[y * width + x] };
  }

  it('submits brush, polygon, eraser and fill by mouse in exact colours, as Ground Truth documents it', async () => {
    const page = await elements.open(template());
    await stroke(page, [50, 50], [150, 50]);
    await page.getByRole('button', { name: 'Dog' }).click();
    await page.getByRole('button', { name: 'Polygon' }).click();
    for (const corner of [
      [200, 100],
      [300, 100],
      [300, 200],
      [200, 200],
      [201, 101],
    ] as const)
      await stroke(page, [...corner]);
    await page.getByRole('button', { name: 'Eraser' }).click();
    await stroke(page, [250, 150]);
    await page.getByRole('button', { name: 'Fill' }).click();
    await page.getByRole('button', { name: 'Bird' }).click();
    await stroke(page, [10, 250]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Submit' }).click();
    const { rest, colours, at } = await submittedMask(page);
    expect(rest).toEqual({
      inputImageProperties: { height: 300, width: 400 },
      labelMappings: { Cat: { color: '#1f77b4' }, Dog: { color: '#ff7f0e' } },
    });
    expect([...colours].sort()).toEqual([CAT, DOG, WHITE].sort());
    expect([at(100, 50), at(210, 110), at(250, 150), at(10, 250)]).toEqual([CAT, DOG, WHITE, WHITE]);
  });

  it('is painted by keys alone', async () => {
    const page = await elements.open(template());
    await page.keyboard.press('d');
    for (let step = 0; step < 4; step++) await page.keyboard.press('Control+ArrowRight');
    await page.keyboard.press('d');
    await page.keyboard.press('2');
    await page.keyboard.press('p');
    for (const way of ['ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      for (let step = 0; step < 5; step++) await page.keyboard.press(`Control+${way}`);
      await page.keyboard.press('d');
    }
    await page.keyboard.press('Enter');
    expect(await page.evaluate('window.submitted')).toBeUndefined();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+y');
    await page.keyboard.press('Enter');
    const { rest, at } = await submittedMask(page);
    expect(rest.labelMappings).toEqual({ Cat: { color: '#1f77b4' }, Dog: { color: '#ff7f0e' } });
    expect([at(220, 149), at(200, 190)]).toEqual([CAT, DOG]);
  });

  const ADJUST = `initial-value="{ 'src': '/mask.png', 'labelMappings': { 'Bird': { 'color': '#ff7f0e' }, 'Cat': { 'color': '#2ca02c' }, } }"`;

  it('starts from an initial value with its colours, and says whether it was changed', async () => {
    const page = await elements.open(template(ADJUST));
    await page.keyboard.press('Enter');
    const untouched = await submittedMask(page);
    expect(untouched.rest).toEqual({
      inputImageProperties: { height: 300, width: 400 },
      labelMappings: { Bird: { color: '#ff7f0e' }, Cat: { color: '#2ca02c' } },
      initialValueModified: false,
    });
    expect([untouched.at(20, 20), untouched.at(380, 280), untouched.at(200, 150)]).toEqual([0xff7f0e, 0x2ca02c, WHITE]);
    await page.evaluate('window.submitted = undefined');
    await stroke(page, [200, 150]);
    await page.keyboard.press('Enter');
    const changed = await submittedMask(page);
    expect([changed.rest.initialValueModified, changed.at(200, 150)]).toEqual([true, 0x2ca02c]);
  });

  it('does not let a worker adjust what it could not load', async () => {
    const page = await elements.open(template(ADJUST.replace('mask.png', 'missing.png')));
    await page.keyboard.press('Enter');
    await page.getByText('The mask to start from could not be loaded').waitFor();
    expect(await page.evaluate('window.submitted')).toBeUndefined();
  });

  it('takes a draft back pixel by pixel, and submits nothing before it has it', async () => {
    const page = await elements.open(template());
    await stroke(page, [60, 60], [120, 200]);
    const draft = await page.evaluate("document.querySelector('crowd-form').answer");
    await elements.open(template());
    await page.evaluate((answer) => {
      const form = document.querySelector('crowd-form') as unknown as {
        restore(answer: unknown): void;
        submit(): void;
      };
      form.restore(answer);
      form.submit();
    }, draft);
    await page.getByText('Your mask is still being loaded.').waitFor();
    expect(await page.evaluate('window.submitted')).toBeUndefined();
    await page.waitForFunction("document.querySelector('crowd-semantic-segmentation').problem === ''");
    await page.keyboard.press('Enter');
    expect(await submitted(page)).toEqual(draft);
  });

  it.each(['light', 'dark'] as const)('has nothing for axe to find (%s)', async (scheme) => {
    const page = await elements.open(template(), { scheme });
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

/** Bird in the upper left quarter of the middle's distance, Cat at the lower right. */
function givenMask(): Uint8Array {
  const { width, height } = SIZE;
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < 60; y++) {
    mask.fill(1, y * width, y * width + 80);
    mask.fill(2, (height - 1 - y) * width + 320, (height - y) * width);
  }
  const codec = { deflate: (data: Uint8Array) => deflateSync(data), crc32: (data: Uint8Array) => crc32(data) };
  return encodePalettePng({ width, height, mask }, [WHITE, 0xff7f0e, 0x2ca02c], codec);
}
