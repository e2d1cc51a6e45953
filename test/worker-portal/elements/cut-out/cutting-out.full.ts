import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { decodePng } from '../../../../shared/domain/images/png-pixels.ts';
import { pngCodec } from '../../../../shared/handler/png-codec.ts';
import { describeInBrowser } from '../element-page.ts';

const SIZE = { width: 400, height: 300 };
const MIDDLE = { x: 150, y: 120 };
const RADIUS = 50;

/** A red disc on green leaves, or so. */
const disc = () => {
  const pixels = Buffer.alloc(SIZE.width * SIZE.height * 3);
  for (let at = 0; at < SIZE.width * SIZE.height; at++) {
    const isInside = Math.hypot((at % SIZE.width) - MIDDLE.x, Math.floor(at / SIZE.width) - MIDDLE.y) < RADIUS;
    const noise = ((at * 7919) % 31) - 15;
    [190, 50, 60].forEach((red, channel) => {
      pixels[3 * at + channel] = (isInside ? red : [70, 130, 90][channel]!) + noise;
    });
  }
  return sharp(pixels, { raw: { ...SIZE, channels: 3 } })
    .png()
    .toBuffer();
};
const DISC_PIXELS = Math.PI * RADIUS ** 2;

async function at(page: Page, x: number, y: number): Promise<[number, number]> {
  const image = (await page.locator('.plane img').boundingBox())!;
  return [image.x + (x * image.width) / SIZE.width, image.y + (y * image.height) / SIZE.height];
}

async function drawBox(page: Page): Promise<void> {
  await page.mouse.move(...(await at(page, MIDDLE.x - RADIUS - 8, MIDDLE.y - RADIUS - 6)));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, MIDDLE.x + RADIUS + 8, MIDDLE.y + RADIUS + 9)), { steps: 4 });
  await page.mouse.up();
}

const valueIn = (page: Page) => page.evaluate("document.querySelector('[name=a]').value") as Promise<never>;

describeInBrowser('objects are cut out of the image', ({ open, picture: serve }) => {
  const openPage = async (element: string) => {
    serve('picture.png', await disc());
    return open(
      `<crowd-form><${element} name="a" src="/picture.png" labels="['disc', 'leaf']"></${element}></crowd-form>`,
    );
  };
  const painted = async (page: Page) => {
    const { labeledImage } = (await valueIn(page)) as { labeledImage: { pngImageData: string } };
    const { colours } = decodePng(Buffer.from(labeledImage.pngImageData, 'base64'), pngCodec);
    return colours.filter((colour) => colour !== 0xffffff && colour !== -1).length;
  };
  const untilPainted = async (page: Page, least: number) => {
    for (let tries = 0; tries < 100 && (await painted(page)) < least; tries++)
      await page.evaluate(() => new Promise(requestAnimationFrame));
    return painted(page);
  };

  it('as a mask: by a box around it, by a click inside, refined by the eraser and undone', async () => {
    const page = await openPage('crowd-semantic-segmentation');
    await page.keyboard.press('x');
    await page.getByText('Draw a box around an object, or click inside it').first().waitFor();
    await drawBox(page);
    const pixels = await untilPainted(page, 1000);
    expect(Math.abs(pixels - DISC_PIXELS) / DISC_PIXELS).toBeLessThan(0.06);
    await page.keyboard.press('e');
    await page.mouse.click(...(await at(page, MIDDLE.x, MIDDLE.y)));
    expect(await painted(page)).toBeLessThan(pixels);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    expect(await painted(page)).toBe(0);
    await page.keyboard.press('x');
    await page.mouse.click(...(await at(page, MIDDLE.x, MIDDLE.y)));
    expect(Math.abs((await untilPainted(page, 1000)) - DISC_PIXELS) / DISC_PIXELS).toBeLessThan(0.06);
  });

  it('as an outline, with fewer vertices on demand, by keys alone too', async () => {
    const page = await openPage('crowd-polygon');
    const polygons = async () =>
      ((await valueIn(page)) as { polygons: Array<{ label: string; vertices: Array<{ x: number; y: number }> }> })
        .polygons;
    await page.keyboard.press('x');
    await drawBox(page);
    await page.getByText('Selected disc').first().waitFor();
    const [drawn] = await polygons();
    expect(drawn!.label).toBe('disc');
    for (const { x, y } of drawn!.vertices)
      expect(Math.abs(Math.hypot(x - MIDDLE.x, y - MIDDLE.y) - RADIUS)).toBeLessThan(4);
    await page.keyboard.press('s');
    const [fewer] = await polygons();
    expect(fewer!.vertices.length).toBeLessThan(drawn!.vertices.length);
    await page.keyboard.press('Control+z');
    expect((await polygons())[0]).toEqual(drawn);
    await page.keyboard.press('Control+z');
    expect(await polygons()).toEqual([]);
    await page.mouse.move(...(await at(page, MIDDLE.x - RADIUS - 8, MIDDLE.y - RADIUS - 6)));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('d');
    for (let step = 0; step < 12; step++) await page.keyboard.press('Control+ArrowRight');
    for (let step = 0; step < 12; step++) await page.keyboard.press('Control+ArrowDown');
    await page.keyboard.press('d');
    await page.getByText('Selected disc').first().waitFor();
    expect(await polygons()).toHaveLength(1);
  });
});
