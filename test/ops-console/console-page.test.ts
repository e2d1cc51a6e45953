import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { buildPage } from '../../local-cloud/console/build-page.ts';
import { noBrowser } from '../worker-portal/browser.ts';
import {
  EARLIER,
  FAILED,
  HOSTILE,
  MANY,
  openConsole,
  PAGES,
  RUNNING,
  sentBack,
  sideways,
  told,
  WAITING,
} from './open-console.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

if (noBrowser) console.warn(noBrowser);
(noBrowser ? describe.skip : describe)('the console in a browser', () => {
  let page: Page;
  let address: string;
  let visit: (path: string) => Promise<void>;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ page, address, visit, close } = await openConsole());
  }, 60_000);
  afterAll(() => close?.());

  it('keeps the token: an address alone opens its page, also after a reload, and names no token', async () => {
    await visit(`/executions/${RUNNING}?state=WaitForLabels`);
    await page.reload();
    await page.getByRole('heading', { name: 'input' }).waitFor();
    expect(page.url()).toBe(`${address}/executions/${RUNNING}?state=WaitForLabels`);
  });

  it('goes back to where it was', async () => {
    await visit('/');
    await page.getByRole('link', { name: 'Executions' }).click();
    await page.getByRole('link', { name: RUNNING! }).click();
    await page.getByText('12 of 40 images are labeled').waitFor();
    await page.goBack();
    await page.getByText('and more').waitFor();
    expect(new URL(page.url()).pathname).toBe('/executions');
  });

  it('shows where the loop stands', async () => {
    await visit('/');
    const busy = page.locator('[aria-current=step]');
    expect(await busy.innerText()).toMatch(/labeling\s+12 of 40/);
  });

  it('says what came back from production, and in what it left what the model was judged on', async () => {
    await visit('/projects/birds');
    const production = page.getByRole('region', { name: 'production' });
    await production.getByText('12 came for doubt').waitFor();
    expect(await production.locator('li.left').innerText()).toBe(
      'owl is on 40 % of the images, on 10 % of validation (+30 points, +20 to +38)',
    );
    expect(await production.locator('li').count()).toBe(2);
  });

  it('fits the whole machine into its frame, and zooms and pans by mouse and keyboard', async () => {
    await visit(`/executions/${RUNNING}?state=WaitForLabels`);
    const frame = (await page.locator('.frame').boundingBox())!;
    const machine = () => page.locator('.machine').boundingBox();
    const inside = (await machine())!;
    const fitted = await page.locator('.machine').getAttribute('style');
    expect(inside.x).toBeGreaterThanOrEqual(frame.x);
    expect(inside.y).toBeGreaterThanOrEqual(frame.y);
    expect(inside.x + inside.width).toBeLessThanOrEqual(frame.x + frame.width);
    expect(inside.y + inside.height).toBeLessThanOrEqual(frame.y + frame.height);
    await page.getByRole('button', { name: 'larger' }).press('Enter');
    const larger = (await machine())!;
    expect(larger.width).toBeCloseTo(inside.width * 1.25, 0);
    await page.mouse.move(frame.x + 5, frame.y + 5);
    await page.mouse.down();
    await page.mouse.move(frame.x + 45, frame.y + 25);
    await page.mouse.up();
    expect((await machine())!.x).toBeCloseTo(larger.x + 40, 0);
    await page.getByRole('button', { name: 'fit' }).click();
    expect(await page.locator('.machine').getAttribute('style')).toBe(fitted);
  });

  it('opens a state of the picture by the keyboard: what went in beside what came out', async () => {
    await visit(`/executions/${RUNNING}?state=WaitForLabels`);
    await page.locator('.machine').getByRole('button', { name: 'StartMode' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/state=StartMode/);
    const [input, output] = await page.locator('pre').all();
    await page.getByText('"into"').waitFor();
    expect(JSON.parse(await input!.innerText())).toEqual({ into: 'StartMode' });
    expect(JSON.parse(await output!.innerText())).toEqual({ from: 'StartMode' });
  });

  it('says of a state how often it was tried, how the tries failed and that it was caught', async () => {
    await visit(`/executions/${RUNNING}?state=WaitForLabels`);
    const row = page.locator('.timeline tr').filter({ hasText: 'PreparePreLabels' });
    expect(await row.innerText()).toMatch(/caught\s+1 retry/);
    await row.getByRole('button').click();
    await page.getByText('too busy').nth(1).waitFor();
    await page.getByText('Caught: the machine went on').waitFor();
  });

  it('shows ten thousand executions with few of them in the document', async () => {
    await page.goto(`${address}/executions`);
    const rows = page.locator('.executions tbody tr');
    await page.getByRole('link', { name: RUNNING! }).waitFor();
    expect(await rows.count()).toBeLessThan(80);
    for (let part = 0; part < 4; part++) {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await page.waitForFunction(
        (least) => Number.parseInt(document.querySelector('main output')!.textContent!.replace(',', ''), 10) >= least,
        (part + 2) * 100,
      );
    }
    expect(await rows.count()).toBeLessThan(80);
    await page.getByLabel('status').selectOption('FAILED');
    await page.getByRole('link', { name: FAILED! }).waitFor();
    expect(await page.locator('.executions td.SUCCEEDED').count()).toBe(0);
  });

  it('shows events that nobody took, and tries one anew', async () => {
    await page.goto(`${address}/executions`);
    const letters = page.getByRole('region', { name: 'dead letters' });
    await letters.getByText('ContendedError: too busy').waitFor();
    await letters.getByRole('button', { name: 'try anew' }).click();
    await letters.getByText('1 event went to its function again').waitFor();
    expect(told.splice(0)).toEqual(['letters l1']);
  });

  it('gives a failed execution up in two clicks', async () => {
    await visit(`/executions/${FAILED}`);
    await page.getByRole('button', { name: 'give up' }).click();
    await page.getByRole('button', { name: 'give it up' }).click();
    await page.getByText('given up', { exact: true }).waitFor();
    expect(told.splice(0)).toEqual([`give up birds ${FAILED}: ContendedError is not worth another try`]);
  });

  it('stops an execution only when the person is sure', async () => {
    await visit('/projects/birds');
    await page.getByRole('button', { name: 'stop' }).click();
    await page.locator('dialog:modal').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(told).toEqual([]);
    await page.getByRole('button', { name: 'stop' }).click();
    const answered = page.waitForResponse(/\/api\/stop/);
    await page.getByRole('button', { name: 'stop it' }).click();
    await answered;
    expect(told.splice(0)).toEqual([`stop arn:${RUNNING}`]);
  });

  it('shows ten thousand images with few of them in the document, and keeps the choice in the address', async () => {
    await visit('/images/birds');
    const cells = page.locator('.cells li');
    expect(await cells.count()).toBeLessThan(100);
    await page.getByRole('img', { name: 'robin: 1 object' }).first().waitFor();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.locator(`a[href$="${MANY.at(-1)!.sha256}"]`).waitFor();
    expect(await cells.count()).toBeLessThan(100);
    await page.getByRole('button', { name: 'robin 5,000' }).click();
    await page.getByLabel('confidence below').selectOption('0.5');
    await page.getByText('2500 images of version 1').waitFor();
    expect(new URL(page.url()).search).toBe('?label=robin&below=0.5');
    await page.reload();
    await page.getByText('2500 images of version 1').waitFor();
  });

  it('tells one image by what each worker answered', async () => {
    await visit('/images/birds');
    await page.locator(`a[href$="${MANY[0]!.sha256}"]`).click();
    await page.getByText(`${HOSTILE}: 1 object: robin`).waitFor();
    await page.getByText('declined by chi: too dark').waitFor();
    expect(await page.getByText('"label":"robin"').count()).toBe(1);
    expect(await page.getByText('2 in b000001').count()).toBe(1);
    await page.getByText(/, train: the same picture/).waitFor();
    await page.getByText(/-v1-f1r0a1\s*serves/).waitFor();
  });

  it('calls nothing a trouble whose execution goes on', async () => {
    await visit('/projects/birds');
    expect(await page.locator('.troubles').getByText('ContendedError').count()).toBe(1);
    expect(await page.getByText('RedrivenError').count()).toBe(0);
  });

  it('tells by name who declined what and why, and which images nobody labeled or are gone', async () => {
    await visit('/projects/birds');
    const told = (word: string) => page.locator('.troubles li').filter({ hasText: word }).innerText();
    await page.getByText('nothing to see').waitFor();
    expect(await told('dark.jpg')).toMatch(/dark\.jpg\s+ana: nothing to see/);
    expect(await told('no label')).toMatch(/odd\.jpg\s+all workers declined/);
    expect(await told('gone.jpg')).toMatch(/^deleted/);
    expect(await told('Stopped')).toMatch(/birds-abc123-b000000\s+3 images labeled, 5 not/);
  });

  it('tries a project again only when the person is sure, and says what came of it', async () => {
    await visit('/projects/birds');
    await page.getByRole('button', { name: 'try again' }).click();
    await page.getByRole('button', { name: 'cancel' }).click();
    expect(told).toEqual([]);
    await page.getByRole('button', { name: 'try again' }).click();
    await page.locator('dialog').getByRole('button', { name: 'try again' }).click();
    await page.getByText('birds: tried again').waitFor();
    expect(told.splice(0)).toEqual(['retry birds']);
  });

  it('says of a trouble what it means, and opens its entry of the runbook', async () => {
    await visit('/projects/birds');
    const trouble = page.locator('.troubles li').filter({ hasText: 'ContendedError' });
    await trouble.getByText('Others changed a small document').waitFor();
    await trouble.getByRole('link', { name: 'runbook' }).click();
    await page.getByText('What happened.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/runbook/ContendedError');
  });

  it('shows how a model learned, finds by precision, confuses, and differs from the champion', async () => {
    await visit('/models/birds');
    await page.getByRole('img', { name: /^training loss: 40 values from 3.000 to 0.075/ }).waitFor();
    await page.getByRole('img', { name: /finds 90 % at a precision of 70 %/ }).waitFor();
    const row = page.getByRole('row', { name: /^robin/ }).filter({ has: page.getByRole('rowheader') });
    expect(await row.innerText()).toMatch(/robin\s+30\s+1\s+4/);
    await page.getByText('Fewer errors on 3 images, more on 1, as many on 18.').waitFor();
    await page.getByRole('img', { name: 'champion: 1 error' }).waitFor();
  });

  it('sends an image with a wrong label back to the workers', async () => {
    await visit('/models/birds');
    await page.getByRole('button', { name: 'send back to labeling' }).click();
    await page.getByRole('textbox').fill('the right robin is a shadow');
    await page.getByRole('button', { name: 'send back', exact: true }).click();
    await page.getByText('asked for: r1').waitFor();
    expect(sentBack).toEqual(['projects/birds/images/x.jpg: the right robin is a shadow']);
  });

  it('pauses a worker with a reason, and lets one go on', async () => {
    await visit('/labeling/birds');
    await page.getByRole('button', { name: 'pause' }).click();
    await page.getByRole('textbox').fill('boxes too loose');
    const answered = page.waitForResponse(/\/api\/worker$/);
    await page.getByRole('button', { name: 'pause' }).last().click();
    await answered;
    const again = page.waitForResponse(/\/api\/worker$/);
    await page.getByRole('button', { name: 'let go on' }).click();
    await again;
    expect(told.splice(0)).toEqual(['ana Paused boxes too loose', 'ben Active']);
  });

  it('invites somebody by a link, shows whom gold has paused, and puts images back in line', async () => {
    await visit('/labeling/birds');
    await page.getByRole('button', { name: 'invite somebody' }).click();
    await page.getByRole('textbox').fill('Chi');
    await page.getByRole('button', { name: 'make a link' }).click();
    await page.getByText('http://127.0.0.1/#invitation=Chi').waitFor();
    expect(await page.getByText('paused here by gold').count()).toBe(1);
    const picture = page.getByRole('img', { name: 'images labeled by people (12) and by the machine (1)' });
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
    expect(await page.getByText('against the random arm').count()).toBe(1);
    await page.getByRole('button', { name: 'label again' }).click();
    await page.getByRole('button', { name: 'put back' }).click();
    await page.getByText('2 images wait for the next batch').waitFor();
  });

  it('lets images go on that wait for money, in two clicks', async () => {
    await visit('/money/birds');
    const rekognition = page.getByRole('region', { name: 'Rekognition Custom Labels' });
    await rekognition.getByText('$14.00 for 3.5 inference hours').waitFor();
    await rekognition.getByText('A model runs on 1 inference unit, at $4.00 an hour').waitFor();
    await page.getByRole('button', { name: 'let them go on' }).click();
    await page.getByRole('button', { name: 'raise and label' }).click();
    await page.getByText('3 images go to labeling').waitFor();
    expect(told.splice(0)).toEqual(['approved birds']);
  });

  it('begins a project, takes a folder, says why a file was refused, and labels: four clicks', async () => {
    await page.goto(`${address}/projects`);
    await page.getByRole('link', { name: 'Begin a project' }).click();
    await page.getByLabel('Classes, in').fill('robin, wren');
    await page.getByRole('textbox', { name: /^Name/ }).fill('birds');
    await page.getByRole('button', { name: 'begin' }).click();
    const zone = page.getByRole('region', { name: 'drop images' });
    await zone.waitFor();
    const folder = mkdtempSync(join(tmpdir(), 'labelloop-dropped-'));
    for (const name of ['main.tsx', 'portal.css']) writeFileSync(join(folder, name), name);
    await page.locator('input[type=file]').setInputFiles(folder);
    await zone.getByText('refused').waitFor();
    await zone.getByText('main.tsx').first().waitFor();
    await zone.getByText('no image at all').first().waitFor();
    await zone.getByRole('button', { name: 'now' }).click();
    await page.getByRole('button', { name: 'label yourself' }).waitFor();
    expect(told.splice(0)).toEqual(expect.arrayContaining(['created birds: robin wren', 'label birds now']));
  });

  it('shows what the serving model sees on an image that somebody brings, and how long it took', async () => {
    await visit('/models/birds');
    const zone = page.getByRole('region', { name: 'try the model' });
    const mimeType = 'image/png';
    const buffer = await sharp({ create: { width: 100, height: 80, channels: 3, background: '#446' } })
      .png()
      .toBuffer();
    await zone.locator('input[type=file]').setInputFiles({ name: 'a.png', mimeType, buffer });
    await zone.getByText('1 object in 12 ms').waitFor();
    await zone.getByRole('slider').fill('0.1');
    await zone.getByText('2 objects in 12 ms').waitFor();
  });

  it('excludes chosen images, takes that back, and sends others to people', async () => {
    await visit('/images/birds?batch=b000001');
    await page.getByRole('button', { name: 'choose images' }).click();
    await page.getByRole('checkbox', { name: 'choose image 1', exact: true }).check();
    await page.getByRole('checkbox', { name: 'choose image 2', exact: true }).check();
    const bar = page.getByRole('region', { name: 'chosen images' });
    await bar.getByText('2 images chosen').waitFor();
    const dialog = page.getByRole('dialog');
    await bar.getByRole('button', { name: 'exclude' }).click();
    await dialog.getByRole('textbox').fill('blurred');
    await dialog.getByRole('button', { name: 'exclude' }).click();
    await bar.getByText('version 2 is without 2 images').waitFor();
    await bar.getByRole('button', { name: 'undo' }).click();
    await bar.getByText('2 images back in version 3').waitFor();
    await page.getByRole('checkbox', { name: 'choose image 2', exact: true }).check();
    await bar.getByRole('button', { name: 'tag', exact: true }).click();
    await dialog.getByRole('textbox').fill('night');
    await dialog.getByRole('button', { name: 'tag them' }).click();
    await bar.getByText('1 image tagged night').waitFor();
    await bar.getByLabel('export as').selectOption('coco');
    const exported = page.waitForEvent('download');
    await bar.getByRole('button', { name: 'export' }).click();
    expect((await exported).suggestedFilename()).toBe('birds-1-coco.tar.gz');
    await bar.getByRole('button', { name: 'choose all 3,333' }).click();
    await bar.getByText('3333 images chosen').waitFor();
    await bar.getByRole('button', { name: 'send back' }).click();
    await dialog.getByRole('button', { name: 'send back' }).click();
    await bar.getByText('3333 sent back').waitFor();
    expect(told.splice(0)).toEqual([
      '2 excluded: blurred',
      '2 back from 1',
      '1 tagged: night',
      '3333 sent back: check and correct',
    ]);
  });

  it('shows what was refused, with the reasons, beside the images', async () => {
    await visit('/images/birds');
    await page.getByRole('button', { name: 'in quarantine 1' }).click();
    await page.getByRole('list', { name: 'files in quarantine' }).getByText('HEIC', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?show=refused');
    await page.getByRole('button', { name: 'in quarantine 1' }).click();
    await page.getByText('10000 images of version 1').waitFor();
  });

  it('rolls back and approves models from their page, with a reason', async () => {
    await visit('/models/birds');
    await page.getByRole('button', { name: 'roll back to it' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('misses at night');
    await dialog.getByRole('button', { name: 'roll back' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'approve' }).click();
    await dialog.getByRole('textbox').fill('seen by Ana');
    await dialog.getByRole('button', { name: 'approve it' }).click();
    await page.getByText('approved; it goes live').waitFor();
    expect(told.splice(0)).toEqual([`rolled back to ${EARLIER}: misses at night`, `Approved ${WAITING}: seen by Ana`]);
  });

  it('takes labels and file names for text', async () => {
    await visit('/models/birds');
    await page.getByText(HOSTILE).nth(1).waitFor({ state: 'attached' });
    await visit('/projects/birds');
    await page.getByText(HOSTILE).nth(1).waitFor({ state: 'attached' });
    expect(await page.title()).not.toBe('1');
  });

  it('has no page that scrolls sideways on a telephone', async () => {
    await page.setViewportSize({ width: 390, height: 900 });
    const wide: Record<string, number> = {};
    for (const [path] of PAGES) {
      await visit(path);
      wide[path] = await sideways(page);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(wide).toEqual(Object.fromEntries(PAGES.map(([path]) => [path, 0])));
  });

  it('says that the cloud is gone, and goes on by itself when it is back', async () => {
    await visit('/');
    await page.route('**/api/**', (route) => route.abort());
    await page.getByText('the laptop cloud does not answer').waitFor();
    await page.unroute('**/api/**');
    await page.getByText('live', { exact: true }).waitFor();
  });

  it('loads at most 120 KB of script', async () => {
    const { script } = await buildPage();
    expect(gzipSync(script).length).toBeLessThan(120 * 1024);
  });
});
