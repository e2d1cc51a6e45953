import { beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { describeInBrowser, pixelOnPage, submitted } from './element-page.ts';

const SIZE = { width: 400, height: 300 };
const LABELED = [
  ['crowd-bounding-box', 'boundingBoxes'],
  ['crowd-keypoint', 'keypoints'],
  ['crowd-line', 'lines'],
  ['crowd-semantic-segmentation', 'labelMappings'],
  ['crowd-instance-segmentation', 'instances'],
] as const;

describeInBrowser("labels that a template's script gives", (elements) => {
  beforeAll(async () => {
    elements.picture(
      'photo.png',
      await sharp({ create: { ...SIZE, channels: 3, background: '#456' } })
        .png()
        .toBuffer(),
    );
  });

  it.each(LABELED)('<%s> offers them, and its answer has them', async (element, field) => {
    const page = await elements.open(`<crowd-form><${element} name="a" src="/photo.png" header="h"
      labels="['placeholder']"></${element}></crowd-form>`);
    const labels = await page.evaluate((name) => {
      const labeled = document.querySelector(name) as Element & { labels: string[] };
      labeled.labels = [];
      labeled.labels = labeled.labels.concat(['cat']);
      labeled.labels = labeled.labels.concat(['dog']).filter((label) => label !== 'cat');
      return labeled.labels;
    }, element);
    expect(labels).toEqual(['dog']);
    await page.getByRole('button', { name: 'dog', pressed: true }).waitFor();
    const [from, to] = [await pixelOnPage(page, SIZE, 100, 100), await pixelOnPage(page, SIZE, 200, 200)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    if (element === 'crowd-line') await page.mouse.click(to.x, to.y);
    await page.getByRole('button', { name: 'Submit' }).click();
    const answer = (await submitted(page)) as { a: Record<string, unknown> };
    expect(JSON.stringify(answer.a[field])).toContain('dog');
    expect(JSON.stringify(answer.a[field])).not.toMatch(/placeholder|"cat"/);
  });
});
