import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { TracksAnswer } from '../../../shared/domain/answer-kinds/tracks.ts';
import { readWorkerAnswer } from '../../../shared/domain/answer-kinds/worker-answer.ts';
import { intersectionOverUnion } from '../../../shared/domain/shapes/bounding-box.ts';
import { boxAtFrame } from '../../../shared/domain/tracks/track.ts';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, pixelOnPage, submitted } from './element-page.ts';

const SIZE = { width: 640, height: 360 };
const FRAMES = 30;

/** Where the two things are: one goes on a bent way, the other straight the other way. */
const truth = [
  (frame: number) => ({
    left: 20 + 14 * frame,
    top: Math.round(60 + 50 * Math.sin(frame / 12)),
    width: 70,
    height: 50,
  }),
  (frame: number) => ({ left: 500 - 12 * frame, top: 230, width: 60, height: 80 }),
];

/** A frame with grain, so that there is something to follow. */
async function drawFrame(frame: number): Promise<Buffer> {
  const things = truth.map((at, index) => {
    const { left, top, width, height } = at(frame);
    const stripes = Array.from({ length: 5 }, (_, stripe) => {
      const shade = ['#fc3', '#a20', '#36c', '#0a5', '#eee'][(stripe + index * 2) % 5];
      return `<rect x="${left + (stripe * width) / 5}" y="${top}" width="${width / 5}" height="${height - stripe * 4}" fill="${shade}"/>`;
    });
    return `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#222"/>${stripes.join('')}`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360">
    <defs><pattern id="p" width="37" height="29" patternUnits="userSpaceOnUse"><rect width="37" height="29" fill="#567"/><circle cx="9" cy="7" r="5" fill="#678"/></pattern></defs>
    <rect width="640" height="360" fill="url(#p)"/>${things.join('')}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

describeInBrowser('<crowd-video-frames>', (elements) => {
  beforeAll(async () => {
    for (let frame = 0; frame < FRAMES; frame++) elements.picture(`frame_${frame}.png`, await drawFrame(frame));
  });
  const frames = JSON.stringify(Array.from({ length: FRAMES }, (_, frame) => `/frame_${frame}.png`));
  const template = (more = '') => `<crowd-form><crowd-video-frames name="annotations" labels="['car', 'walker']"
    header="Follow each object through the frames" frames='${frames}' ${more}>
    <full-instructions header="Instructions"><p>All of them.</p></full-instructions>
    <short-instructions><p>All of them.</p></short-instructions></crowd-video-frames></crowd-form>`;

  /** Drags from one corner to the other of a box of the image. */
  async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
    const [start, end] = [await pixelOnPage(page, SIZE, from.x, from.y), await pixelOnPage(page, SIZE, to.x, to.y)];
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(end.x, end.y, { steps: 4 });
    await page.mouse.up();
  }
  const draw = (page: Page, { left, top, width, height }: ReturnType<(typeof truth)[0]>) =>
    drag(page, { x: left, y: top }, { x: left + width, y: top + height });
  const goTo = async (page: Page, frame: number) => {
    await page.keyboard.press('Home');
    for (let step = 0; step < frame; step++) await page.keyboard.press('ArrowRight');
    await page.locator('output', { hasText: `${frame + 1} / ${FRAMES}` }).waitFor();
  };
  const submit = async (page: Page) => {
    await page.getByRole('button', { name: 'Submit' }).click();
    const answer = (await submitted(page)) as { annotations: { tracks: unknown[] } };
    const read = readWorkerAnswer(JSON.stringify(answer), ['car', 'walker']).answer as TracksAnswer;
    expect(read).toMatchObject({ kind: 'tracks', size: SIZE });
    return { answer, tracks: read.tracks };
  };

  it('delivers the boxes of 30 frames of which a hand draws 15 % or fewer', async () => {
    const page = await elements.open(template());
    const drawnAt = [0, 10, 20, 29];
    for (const [thing, at] of truth.entries()) {
      await page
        .getByRole('button', { name: thing === 0 ? 'car' : 'walker' })
        .first()
        .click();
      for (const [order, frame] of drawnAt.entries()) {
        await goTo(page, frame);
        if (order === 0) await draw(page, at(frame));
        else {
          const { left, top, width, height } = at(frame);
          const shown = await page.evaluate(
            () => (document.querySelector('crowd-video-frames') as unknown as { value: TracksAnswerOnPage }).value,
          );
          const last = shown.tracks.at(-1)!.keyframes.at(-1)!;
          await drag(
            page,
            { x: last.left + last.width / 2, y: last.top + last.height / 2 },
            { x: left + width / 2, y: top + height / 2 },
          );
        }
      }
      await page.keyboard.press('Escape');
    }
    const { tracks } = await submit(page);
    const drawn = tracks.reduce((sum, { keyframes }) => sum + keyframes.length, 0);
    const delivered = tracks.flatMap((track, thing) =>
      Array.from({ length: FRAMES }, (_, frame) =>
        intersectionOverUnion(boxAtFrame(track, frame)!, truth[thing]!(frame)),
      ),
    );
    expect(tracks.map(({ label, objectName }) => [label, objectName])).toEqual([
      ['car', 'car:1'],
      ['walker', 'walker:1'],
    ]);
    expect(delivered).toHaveLength(2 * FRAMES);
    expect(Math.min(...delivered)).toBeGreaterThan(0.7);
    expect(drawn / delivered.length).toBeLessThanOrEqual(0.15);
  });

  it('follows an object forward by itself, and undoes that in one step', async () => {
    const page = await elements.open(template());
    await draw(page, truth[0]!(0));
    await page.keyboard.press('t');
    await page.locator('.hint', { hasText: 'Tracked through 29 frames' }).waitFor();
    const read = () =>
      page.evaluate(
        () => (document.querySelector('crowd-video-frames') as unknown as { value: TracksAnswerOnPage }).value,
      );
    const { keyframes } = (await read()).tracks[0]!;
    const overlaps = keyframes.map(({ frameNumber, ...box }) => intersectionOverUnion(box, truth[0]!(frameNumber)));
    expect(overlaps).toHaveLength(FRAMES);
    expect(Math.min(...overlaps)).toBeGreaterThan(0.7);
    await page.keyboard.press('Control+z');
    expect((await read()).tracks[0]!.keyframes).toHaveLength(1);
  });

  it('marks out of frame and occluded, steps to keyframes and to what has nothing, and takes back', async () => {
    const page = await elements.open(template());
    await draw(page, truth[0]!(0));
    await goTo(page, 5);
    await page.keyboard.press('v');
    await goTo(page, 9);
    await page.keyboard.press('o');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.locator('output', { hasText: `6 / ${FRAMES}` }).waitFor();
    await page.keyboard.press('u');
    await page.locator('output', { hasText: `10 / ${FRAMES}` }).waitFor();
    const { tracks } = await submit(page);
    expect(tracks[0]!.keyframes.map(({ frame, isOutside, isOccluded }) => [frame, isOutside, isOccluded])).toEqual([
      [0, undefined, undefined],
      [5, undefined, true],
      [9, true, true],
    ]);
  });

  it('shows no other frame’s picture while a frame’s own is on its way', async () => {
    const page = await elements.open('<crowd-form></crowd-form>');
    const held = Promise.withResolvers<void>();
    await page.route('**/frame_1.png', async (route) => {
      await held.promise;
      await route.continue();
    });
    await elements.open(template());
    const pixel = () =>
      page.evaluate(() => {
        const { shadowRoot } = document.querySelector('crowd-video-frames')!;
        const picture = shadowRoot!.querySelector<HTMLCanvasElement>('.plane canvas')!;
        return [...picture.getContext('2d')!.getImageData(40, 80, 1, 1).data].slice(0, 3).join();
      });
    await goTo(page, 1);
    const ground = [0x2b, 0x30, 0x36].join();
    expect(await pixel()).toBe(ground);
    held.resolve();
    await page.waitForFunction((dark) => {
      const { shadowRoot } = document.querySelector('crowd-video-frames')!;
      const picture = shadowRoot!.querySelector<HTMLCanvasElement>('.plane canvas')!;
      return [...picture.getContext('2d')!.getImageData(40, 80, 1, 1).data].slice(0, 3).join() !== dark;
    }, ground);
    await page.unroute('**/frame_1.png');
  });

  it('asks for the attributes that the label needs, and keeps those of a frame', async () => {
    const page = await elements.open(
      template(`label-attributes='{"car":[{"name":"colour","type":"string","enum":["red","blue"],"isRequired":true}]}'
        frame-attributes='[{"name":"light","type":"number","minimum":0,"maximum":9,"description":"How light"}]'`),
    );
    await draw(page, truth[0]!(0));
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('car:1 needs a value for colour.').first().waitFor();
    await page.getByLabel('colour').selectOption('red');
    await page.getByLabel('light').fill('4');
    await page.getByLabel('light').blur();
    const { answer } = await submit(page);
    expect(answer.annotations).toMatchObject({
      tracks: [{ labelCategoryAttributes: { colour: 'red' } }],
      frames: [{ frameNumber: 0, frameAttributes: { light: 4 } }],
    });
  });

  it('goes on from an earlier label, has names for all it shows, and looks right', async () => {
    const initial = JSON.stringify({
      tracks: truth.map((at, index) => ({
        label: index === 0 ? 'car' : 'walker',
        objectId: `o-${index}`,
        objectName: `${index === 0 ? 'car' : 'walker'}:1`,
        keyframes: [0, 10, 20, 29].map((frame) => ({ frameNumber: frame, ...at(frame) })),
      })),
    });
    const page = await elements.open(template(`initial-value='${initial}'`));
    await goTo(page, 15);
    await page.keyboard.press('.');
    expect(await accessibilityProblems(page)).toEqual([]);
    if (process.env.LABELLOOP_SCREENSHOTS)
      await page.screenshot({ path: `${process.env.LABELLOOP_SCREENSHOTS}/video.png` });
    await page.keyboard.press('p');
    await page.locator('output', { hasText: `${FRAMES} / ${FRAMES}` }).waitFor();
    const { answer, tracks } = await submit(page);
    expect(answer.annotations).toMatchObject({ initialValueModified: false });
    expect(tracks.map(({ objectId }) => objectId)).toEqual(['o-0', 'o-1']);
  });
});

interface TracksAnswerOnPage {
  tracks: Array<{
    keyframes: Array<{ frameNumber: number; left: number; top: number; width: number; height: number }>;
  }>;
}
