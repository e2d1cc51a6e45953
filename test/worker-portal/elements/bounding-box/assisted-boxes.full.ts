import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Proposals } from '../../../../shared/contracts/proposals.ts';
import { readWorkerAnswer } from '../../../../shared/domain/answer-kinds/worker-answer.ts';
import type { BoundingBoxAnswer } from '../../../../worker-portal/elements/bounding-box/box-answer.ts';
import { picture } from '../../portal-under-test.ts';
import { describeInBrowser } from '../element-page.ts';

const LABELS = ['raccoon', 'cat'];
const SIZE = { width: 800, height: 600 };

const template = (attributes = '', labels = LABELS) =>
  `<crowd-form><crowd-bounding-box name="b" src="/picture.jpg" labels="${JSON.stringify(labels).replaceAll('"', "'")}" ${attributes}></crowd-bounding-box></crowd-form>`;

const suggestion = (left: number, confidence?: number) => ({
  label: 'raccoon',
  ...{ left, top: 100, width: 80, height: 60 },
  ...(confidence !== undefined && { confidence }),
});
const initial = (boxes: object[]) => `initial-value='${JSON.stringify(boxes)}'`;
const answerOf = (page: Page) =>
  page.evaluate("document.querySelector('[name=b]').value") as Promise<BoundingBoxAnswer>;
const submittedBy = (page: Page) => page.evaluate('window.submitted') as Promise<{ b: BoundingBoxAnswer } | undefined>;

/** The page's place of a point of the image. */
async function at(page: Page, x: number, y: number): Promise<[number, number]> {
  const image = (await page.locator('.plane img').boundingBox())!;
  return [image.x + (x * image.width) / SIZE.width, image.y + (y * image.height) / SIZE.height];
}

const originsOf = (answer: BoundingBoxAnswer) => answer.assistance?.boxes.map(({ origin }) => origin);

describeInBrowser('boxes that a model helps with', ({ open, picture: serve }) => {
  const openPage = async (attributes = '', labels = LABELS) => {
    serve('picture.jpg', await picture(SIZE.width, SIZE.height, 1));
    return open(template(attributes, labels));
  };

  it('are suggestions until a person accepts, adjusts or rejects them, and nothing is submitted before', async () => {
    const page = await openPage(initial([suggestion(100, 0.9), suggestion(300, 0.8), suggestion(500, 0.7)]));
    await page.getByText('3 suggestions', { exact: true }).waitFor();
    expect((await answerOf(page)).boundingBoxes).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('3 suggestions are not judged yet').waitFor();
    expect(await submittedBy(page)).toBeUndefined();
    await page.keyboard.press('a');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+R');
    await page.keyboard.press('Enter');
    const { b } = (await submittedBy(page))!;
    expect(b.boundingBoxes.map(({ left }) => left)).toEqual([100, 301]);
    expect(b.initialValueModified).toBe(true);
    expect(originsOf(b)).toEqual(['accepted', 'adjusted']);
    expect(b.assistance).toMatchObject({ suggested: 3, rejected: [2], proposed: 0 });
    expect(readWorkerAnswer(JSON.stringify({ boundingBox: b }), LABELS).answer).toMatchObject({ kind: 'boxes' });
  });

  it('come back from a draft as they were left: judged ones judged, the others suggested', async () => {
    const boxes = initial([suggestion(100, 0.9), suggestion(300, 0.8), suggestion(500, 0.7)]);
    const page = await openPage(boxes);
    await page.keyboard.press('a');
    await page.keyboard.press('r');
    const draft = await page.evaluate("document.querySelector('crowd-form').answer");
    const again = await openPage(boxes);
    await again.evaluate((value) => {
      (document.querySelector('crowd-form') as unknown as { restore(value: unknown): void }).restore(value);
    }, draft);
    await again.getByText('1 suggestion', { exact: true }).waitFor();
    await again.keyboard.press('Shift+A');
    expect(originsOf(await answerOf(again))).toEqual(['accepted', 'accepted']);
    expect((await answerOf(again)).boundingBoxes.map(({ left }) => left)).toEqual([100, 500]);
  });

  it('are plain boxes where no confidence says that a model made them', async () => {
    const page = await openPage(initial([suggestion(100)]));
    expect(await answerOf(page)).toEqual({
      boundingBoxes: [suggestion(100)],
      inputImageProperties: { height: 600, width: 800 },
      initialValueModified: false,
    });
  });

  const proposals: Proposals = {
    ...{ width: 400, height: 300 },
    proposals: [
      { left: 100, top: 50, width: 100, height: 80, score: 0.9 },
      { left: 102, top: 51, width: 98, height: 80, score: 0.85 },
      { left: 90, top: 40, width: 200, height: 180, score: 0.6 },
      { left: 120, top: 60, width: 30, height: 30, score: 0.3 },
    ],
  };
  const offer = (page: Page) =>
    page.evaluate((offered) => {
      (document.querySelector('crowd-form') as unknown as { offer(offered: unknown): void }).offer(offered);
    }, proposals);

  it('come by one click inside an object; Tab goes through the candidates, Esc takes the box back, dragging still draws', async () => {
    const page = await openPage();
    await offer(page);
    await page.mouse.click(...(await at(page, 270, 150)));
    expect((await answerOf(page)).boundingBoxes).toEqual([
      { label: 'raccoon', left: 200, top: 100, width: 200, height: 160 },
    ]);
    await page.getByText('Box 1 of 3 here').first().waitFor();
    // The small box has a third of the score, but the click is at its middle and near an edge of the large one.
    await page.keyboard.press('Tab');
    expect((await answerOf(page)).boundingBoxes[0]).toMatchObject({ left: 240, width: 60 });
    await page.keyboard.press('Tab');
    expect((await answerOf(page)).boundingBoxes[0]).toMatchObject({ left: 180, width: 400 });
    await page.keyboard.press('Shift+Tab');
    expect((await answerOf(page)).boundingBoxes[0]).toMatchObject({ left: 240, width: 60 });
    await page.keyboard.press('Escape');
    expect((await answerOf(page)).boundingBoxes).toEqual([]);
    await page.mouse.click(...(await at(page, 270, 150)));
    await page.mouse.move(...(await at(page, 600, 400)));
    await page.mouse.down();
    await page.mouse.move(...(await at(page, 700, 500)), { steps: 3 });
    await page.mouse.up();
    const value = await answerOf(page);
    expect(originsOf(value)).toEqual(['clicked', 'drawn']);
    expect(value.assistance?.proposed).toBe(4);
    expect(value.assistance?.boxes.every(({ seconds }) => seconds >= 0 && seconds < 30)).toBe(true);
  });

  it('are suggested by what other images of the sitting taught, where the task gives none itself', async () => {
    const offered = {
      ...{ width: 400, height: 300, proposals: [] },
      suggestions: [
        { label: 'raccoon', left: 50, top: 50, width: 40, height: 30, confidence: 0.9 },
        { label: 'dog', left: 10, top: 10, width: 40, height: 30, confidence: 0.9 },
      ],
    };
    const offerTo = (page: Page) =>
      page.evaluate((value) => {
        (document.querySelector('crowd-form') as unknown as { offer(offered: unknown): void }).offer(value);
      }, offered);
    const page = await openPage();
    await offerTo(page);
    await page.getByText('1 suggestion', { exact: true }).waitFor();
    await page.keyboard.press('a');
    const value = await answerOf(page);
    expect(value.boundingBoxes).toEqual([{ label: 'raccoon', left: 100, top: 100, width: 80, height: 60 }]);
    expect(value.assistance).toMatchObject({ suggested: 1, boxes: [{ origin: 'accepted' }] });
    const given = await openPage(initial([suggestion(300, 0.8)]));
    await offerTo(given);
    await given.keyboard.press('a');
    expect((await answerOf(given)).boundingBoxes.map(({ left }) => left)).toEqual([300]);
  });

  it('stay away without proposals: a click where nothing is only unselects, and the answer is Ground Truth’s alone', async () => {
    const page = await openPage();
    await page.mouse.click(...(await at(page, 270, 150)));
    expect(await answerOf(page)).toEqual({ boundingBoxes: [], inputImageProperties: { height: 600, width: 800 } });
  });
});

describeInBrowser('boxes by hand', ({ open, picture: serve }) => {
  it('are drawn with Shift even where the box drawn last has a handle: objects that touch', async () => {
    serve('picture.jpg', await picture(SIZE.width, SIZE.height, 1));
    const page = await open(template());
    const draw = async (from: [number, number], to: [number, number]) => {
      await page.mouse.move(...(await at(page, ...from)));
      await page.mouse.down();
      await page.mouse.move(...(await at(page, ...to)), { steps: 3 });
      await page.mouse.up();
    };
    await draw([100, 100], [200, 200]);
    await page.keyboard.down('Shift');
    await draw([200, 200], [300, 280]);
    await page.keyboard.up('Shift');
    const boxes = (await answerOf(page)).boundingBoxes;
    expect(boxes.map(({ left, width }) => [left, width])).toEqual([
      [100, 100],
      [200, 100],
    ]);
  });

  it('are copied, pasted and duplicated, and come from the image before at its scale', async () => {
    serve('picture.jpg', await picture(SIZE.width, SIZE.height, 1));
    const page = await open(template());
    await page.evaluate(() => {
      const element = document.querySelector('[name=b]') as unknown as {
        takeOver(carry: object, answer: object): void;
      };
      element.takeOver(
        { stage: { brightness: 1, contrast: 1, crosshair: false }, label: 'cat' },
        {
          boundingBoxes: [{ label: 'cat', left: 40, top: 30, width: 40, height: 30 }],
          inputImageProperties: { width: 400, height: 300 },
        },
      );
    });
    await page.keyboard.press('c');
    await page.keyboard.press('d');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+v');
    expect((await answerOf(page)).boundingBoxes).toEqual([
      { label: 'cat', left: 80, top: 60, width: 80, height: 60 },
      { label: 'cat', left: 92, top: 72, width: 80, height: 60 },
      { label: 'cat', left: 104, top: 84, width: 80, height: 60 },
    ]);
  });

  it('get one of 23 labels by a key with Shift, or by typing a part of its name', async () => {
    serve('picture.jpg', await picture(SIZE.width, SIZE.height, 1));
    const labels = Array.from({ length: 23 }, (_, index) => `species ${String.fromCharCode(97 + index)}`);
    const page = await open(template('', labels));
    await page.keyboard.press('Shift+Digit3');
    await page.keyboard.press('n');
    await page.keyboard.press('/');
    await page.keyboard.type('species w');
    await page.keyboard.press('Enter');
    await page.keyboard.press('n');
    const labelsOf = async () => (await answerOf(page)).boundingBoxes.map(({ label }) => label);
    // The first box was still selected and took the label that was found.
    expect(await labelsOf()).toEqual(['species w', 'species w']);
    await page.keyboard.press('Shift+Digit3');
    expect(await labelsOf()).toEqual(['species w', 'species l']);
    const chosen = page.getByRole('button', { name: 'species w' }).first();
    expect(await chosen.evaluate((button) => button.parentElement!.hidden)).toBe(false);
  });
});
