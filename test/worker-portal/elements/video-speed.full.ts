import { beforeAll, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describeInBrowser, pixelOnPage } from './element-page.ts';

const SIZE = { width: 1280, height: 720 };
const FRAMES = 300;
const TRACKS = 20;
const P95_MS = 34;
/** Pictures that differ; the browser decodes each address for itself. */
const PICTURES = 30;

const quantile = (values: number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(share * values.length)]!;

const tracks = Array.from({ length: TRACKS }, (_, track) => ({
  label: 'car',
  objectId: `o-${track}`,
  objectName: `car:${track + 1}`,
  keyframes: Array.from({ length: FRAMES / 10 }, (_, at) => ({
    frameNumber: at * 10,
    left: ((track * 61 + at * 17) % 1180) + 5,
    top: ((track * 37 + at * 11) % 620) + 5,
    width: 70,
    height: 50,
  })),
}));

describeInBrowser(`${TRACKS} tracks on ${FRAMES} frames of 1280 × 720`, (elements) => {
  jest.setTimeout(120_000);
  beforeAll(async () => {
    for (let picture = 0; picture < PICTURES; picture++) {
      const noise = { type: 'gaussian' as const, mean: 90 + picture, sigma: 12 };
      const bytes = await sharp({ create: { ...SIZE, channels: 3, background: '#456', noise } })
        .jpeg({ quality: 75 })
        .toBuffer();
      for (let frame = picture; frame < FRAMES; frame += PICTURES) elements.picture(`frame_${frame}.jpg`, bytes);
    }
  }, 60_000);

  /** Milliseconds between painted frames while `act` runs. */
  async function frameTimes(page: Page, act: () => Promise<void>): Promise<number[]> {
    await page.evaluate(`
      frames_ = []; measuring = true;
      (function next(before) { requestAnimationFrame((now) => { if (before) frames_.push(now - before); if (measuring) next(now); }); })(0);`);
    await act();
    return (await page.evaluate('measuring = false, frames_')) as number[];
  }

  it('stay fluent while the film plays, and while a box is dragged', async () => {
    const frames = JSON.stringify(Array.from({ length: FRAMES }, (_, frame) => `/frame_${frame}.jpg`));
    const page =
      await elements.open(`<crowd-form><crowd-video-frames name="annotations" labels="['car']" header="Follow"
      frames='${frames}' initial-value='${JSON.stringify({ tracks })}' frames-per-second="20"></crowd-video-frames></crowd-form>`);
    const playing = await frameTimes(page, async () => {
      await page.keyboard.press('p');
      await page.locator('output', { hasText: /^(2[0-9][0-9]|300) \/ 300/ }).waitFor({ timeout: 90_000 });
    });
    await page.keyboard.press('Home');
    const [from, to] = [await pixelOnPage(page, SIZE, 30, 30), await pixelOnPage(page, SIZE, 400, 300)];
    const dragging = await frameTimes(page, async () => {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      for (let step = 1; step <= 60; step++)
        await page.mouse.move(from.x + ((to.x - from.x) * step) / 60, from.y + ((to.y - from.y) * step) / 60);
      await page.mouse.up();
    });
    const figures = {
      playing: { median: quantile(playing, 0.5), p95: quantile(playing, 0.95) },
      dragging: { median: quantile(dragging, 0.5), p95: quantile(dragging, 0.95) },
    };
    console.info(`milliseconds a painted frame: ${JSON.stringify(figures)}`);
    expect(figures.playing.p95).toBeLessThanOrEqual(P95_MS);
    expect(figures.dragging.p95).toBeLessThanOrEqual(P95_MS);
  });
});
