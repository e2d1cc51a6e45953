import type { FrameLocator, Locator, Page } from 'playwright-core';
import { taskInSight } from './browser.ts';

const SENTENCE = 'What does the robot say about this task?';

/**
 * Does what a person would with the task in sight, whatever its template: draws, chooses, writes, ranks; submits, and
 * puts right what the form then asks for.
 * @returns `answered`
 * @throws what the page said where it took no answer
 */
export async function answerTask(page: Page): Promise<string> {
  const frame = await taskInSight(page);
  await addLabel(frame);
  await draw(page, frame);
  for (let round = 0; round < 3; round++) {
    await fillIn(frame);
    await submit(frame);
    const done = page.getByText('All done. Thank you!');
    const refused = frame.locator('[role=alert]').filter({ hasText: /\S/ }).first();
    await Promise.race([done.waitFor(), refused.waitFor()]).catch(() => {});
    if (await done.isVisible()) return 'answered';
  }
  const said = await frame.locator('[role=alert]').allTextContents();
  throw new Error(`the page took no answer: ${said.join(' ').trim() || 'and said nothing'}`);
}

async function submit(frame: FrameLocator): Promise<void> {
  const own = frame.locator('crowd-button[form-action=submit], main button[type=submit], main input[type=submit]');
  const button = (await own.count()) > 0 ? own.first() : frame.getByRole('button', { name: /^Submit/ }).last();
  await button.click();
}

/** Templates in which workers name the labels. */
async function addLabel(frame: FrameLocator): Promise<void> {
  const add = frame.locator('crowd-button#addLabel, #addButton');
  if ((await add.count()) === 0) return;
  const name = frame.locator('crowd-input#customLabel input');
  if ((await name.count()) > 0) await name.fill('cat');
  await add.first().click();
}

async function draw(page: Page, frame: FrameLocator): Promise<void> {
  for (const element of await frame.locator('crowd-entity-annotation').all()) await drawOnText(page, element);
  for (const stage of await frame.locator('.stage').all()) if (await stage.isVisible()) await drawOn(page, stage);
  await sort(page, frame);
}

/** Puts one of what can be dragged into each other list. */
async function sort(page: Page, frame: FrameLocator): Promise<void> {
  const lists = await frame.locator('.StackedList').all();
  for (const list of lists.slice(1)) {
    const from = (await lists[0]!.locator('.draggable').first().boundingBox())!;
    const to = (await list.boundingBox())!;
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    // The library takes a press for a drag after a while, and shows a copy under the pointer then.
    await frame.locator('.draggable-mirror').waitFor({ state: 'attached' });
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 10 });
    await list.locator('.draggable').first().waitFor({ state: 'attached' });
    await page.mouse.up();
    await frame.locator('.draggable-mirror').waitFor({ state: 'detached' });
  }
}

async function fillIn(frame: FrameLocator): Promise<void> {
  await each(frame, 'select', async (field) => {
    const values = await field
      .locator('option')
      .evaluateAll((options) =>
        options.map((option) => (option as HTMLOptionElement).value).filter((value) => value !== ''),
      );
    const named = /\d+$/.exec((await field.getAttribute('aria-label')) ?? '')?.[0];
    const at = named ? Number(named) - 1 : Number(await field.getAttribute('data-robot'));
    await field.selectOption(values[Math.min(at, values.length - 1)] ?? '');
  });
  await each(frame, 'input[type=range]', (field) => field.press('ArrowRight'));
  await each(frame, 'input[list]', (field) => field.fill('What'));
  await each(frame, 'input:not([type]), input[type=text], input[type=search], textarea', async (field) => {
    if ((await field.inputValue()) === '') await field.fill(SENTENCE);
  });
  await each(frame, 'input[type=number]', (field) => field.fill('7'));
  await each(frame, 'input[type=url]', (field) => field.fill('https://example.com/'));
  await each(frame, 'input[type=email]', (field) => field.fill('robot@example.com'));
  await each(frame, 'input[type=date]', (field) => field.fill('2019-06-30'));
  await chooseOfEachGroup(frame);
}

/** Every field in sight, shadow roots included; what a script takes away meanwhile is passed over. */
async function each(frame: FrameLocator, selector: string, act: (field: Locator) => Promise<unknown>): Promise<void> {
  const fields = frame.locator(selector);
  for (let at = 0; at < (await fields.count()); at++) {
    const field = fields.nth(at);
    if (!(await field.isVisible()) || !(await field.isEnabled())) continue;
    await field.evaluate((node, index) => node.setAttribute('data-robot', String(index)), at);
    await act(field).catch(() => {});
  }
}

/** A radio button or a checkbox of each name, or of each element. */
async function chooseOfEachGroup(frame: FrameLocator): Promise<void> {
  const chosen = new Set<string>();
  const choices = frame.locator('input[type=radio], input[type=checkbox], [role=radio], [role=checkbox]');
  for (let at = 0; at < (await choices.count()); at++) {
    const choice = choices.nth(at);
    const group = await choice.evaluate((node) => {
      const { host } = node.getRootNode() as ShadowRoot;
      const own = node.getAttribute('name');
      const around = host?.closest('crowd-radio-group');
      if (around) return `group ${[...document.querySelectorAll('crowd-radio-group')].indexOf(around)}`;
      return `${host?.localName} ${host?.getAttribute('name')} ${own}`;
    });
    if (chosen.has(group) || !(await choice.isVisible())) continue;
    chosen.add(group);
    await choice.click({ timeout: 2000 }).catch(() => {});
  }
}

/** As much as every tool of an image makes something of: a stroke, then corners, which `c` closes. */
async function drawOn(page: Page, stage: Locator): Promise<void> {
  const box = (await stage.boundingBox())!;
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  const host = await stage.evaluate((node) => (node.getRootNode() as ShadowRoot).host.localName);
  if (/bounding-box|segmentation/.test(host)) {
    await page.mouse.move(...at(0.4, 0.4));
    await page.mouse.down();
    await page.mouse.move(...at(0.6, 0.6), { steps: 5 });
    await page.mouse.up();
    return;
  }
  if (!/polygon|line|keypoint/.test(host)) return;
  const corners = [at(0.4, 0.4), at(0.6, 0.42), at(0.5, 0.6)];
  const count = { 'crowd-keypoint': 1, 'crowd-line': 2 }[host] ?? 3;
  for (const [x, y] of corners.slice(0, count)) await page.mouse.click(x, y);
  await page.keyboard.press('c');
}

async function drawOnText(page: Page, element: Locator): Promise<void> {
  const text = element.locator('.text');
  const box = (await text.boundingBox())!;
  await page.mouse.dblclick(box.x + 40, box.y + 34);
  await text.focus();
}
