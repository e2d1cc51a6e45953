import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

/**
 * Pictures of every page of a running console, in light and dark, on a desk and on a telephone. argv: the console's link
 * (`labelloop console`), a folder.
 */
const [link, folder = 'console-pictures'] = process.argv.slice(2);
if (!link?.startsWith('http')) {
  console.error('node scripts/console-pictures.mjs "$(labelloop console)" [folder]');
  process.exit(2);
}
const MOST_BYTES = 150_000;
const WIDTHS = { desk: 1280, telephone: 390 };
const { origin } = new URL(link);

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: WIDTHS.desk, height: 900 } });
await page.goto(link);
await page.getByText('live', { exact: true }).waitFor();

/** Addresses of the pages, with what the running cloud has. */
async function addresses() {
  const hrefs = async (path, selector) => {
    await page.goto(origin + path);
    await page.waitForTimeout(2500);
    return page.locator(selector).evaluateAll((links) => links.map((one) => one.getAttribute('href')));
  };
  const projects = await hrefs('/', 'section h2 a[href^="/projects/"]');
  const executions = await hrefs('/executions', '.executions a');
  const failed = await hrefs('/executions?status=FAILED', '.executions a');
  const name = projects[0]?.split('/').at(-1);
  const images = name ? await hrefs(`/images/${name}`, '.cells a') : [];
  const parts = ['labeling', 'images', 'datasets', 'models', 'money'].map((part) => [part, `/${part}/${name}`]);
  return [
    ...[
      ['projects', '/'],
      ['executions', '/executions'],
      ['begin', '/new'],
      ['nothing-here', '/nowhere'],
    ],
    ...(name ? [['project', `/projects/${name}`], ...parts] : []),
    ...(executions[0] ? [['execution', executions[0]]] : []),
    ...(failed[0] ? [['failed-execution', failed[0]]] : []),
    ...(images[0] ? [['image', images[0]]] : []),
  ];
}

/** As good as fits into what a page of documentation may weigh. */
async function save(png, file) {
  for (let quality = 82; ; quality -= 8) {
    const jpeg = await sharp(png).jpeg({ quality, mozjpeg: true }).toBuffer();
    if (jpeg.length > MOST_BYTES && quality > 40) continue;
    await sharp(jpeg).toFile(file);
    return;
  }
}

for (const [name, path] of await addresses())
  for (const [place, width] of Object.entries(WIDTHS))
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(origin + path);
      await page.waitForTimeout(2500);
      await save(await page.screenshot(), join(folder, `${name}-${place}-${colorScheme}.jpg`));
    }
await browser.close();
