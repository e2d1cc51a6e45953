import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, submitted } from './element-page.ts';

const INPUTS = `
<crowd-input name="tag1" label="Word/phrase 1" required></crowd-input>
<crowd-input name="tag2" label="Word/phrase 2"></crowd-input>
<crowd-input name="digits" label="Digits" auto-validate allowed-pattern="[0-9]" max-length="4"></crowd-input>
<crowd-text-area name="essay" label="Essay" rows="3" max-rows="6" max-length="100" char-counter></crowd-text-area>
<crowd-checkbox name="animals" value="cat" checked>Cat</crowd-checkbox>
<crowd-checkbox name="animals" value="dog">Dog</crowd-checkbox>
<crowd-checkbox name="agree" required>Agreed</crowd-checkbox>
<crowd-radio-group>
  <crowd-radio-button name="btn1" value="yes">Yes</crowd-radio-button>
  <crowd-radio-button name="btn2" value="no">No</crowd-radio-button>
</crowd-radio-group>
<crowd-slider name="howMuch" min="1" max="10" step="1" pin="true" required></crowd-slider>
<crowd-toggle-button name="theToggler"></crowd-toggle-button>
<crowd-toggle-button name="preset" value="someValue" checked disabled></crowd-toggle-button>
<crowd-button form-action="submit" variant="primary">Send it</crowd-button>`;

describeInBrowser('form inputs', (elements) => {
  const open = (template: string, options?: Parameters<typeof elements.open>[1]) =>
    elements.open(`<crowd-form>${template}</crowd-form>`, options);
  const send = (page: Page) => page.getByRole('button', { name: 'Send it' }).click();

  it('submit by mouse what Ground Truth documents, empty ones left out', async () => {
    const page = await open(INPUTS);
    await page.getByLabel('Word/phrase 1').fill('blue');
    await page.getByLabel('Digits').pressSequentially('1a2b3456');
    await page.getByLabel('Essay').fill('the text that\nmakes the crowd go wild');
    await page.getByRole('checkbox', { name: 'Agreed' }).click();
    await page.getByRole('radio', { name: 'Yes' }).click();
    await page.getByRole('radio', { name: 'No' }).click();
    await page.getByRole('slider').fill('7');
    await page.getByRole('switch', { name: 'theToggler' }).click();
    await send(page);
    expect(await submitted(page)).toEqual({
      tag1: 'blue',
      digits: '1234',
      essay: 'the text that\nmakes the crowd go wild',
      animals: { cat: true, dog: false },
      agree: { on: true },
      btn1: { yes: false },
      btn2: { no: true },
      howMuch: 7,
      theToggler: { on: true },
      preset: { someValue: true },
    });
  });

  it('are filled in by keys alone', async () => {
    const page = await open(INPUTS);
    const tab = (times = 1) =>
      Array.from({ length: times }).reduce<Promise<void>>(
        (done) => done.then(() => page.keyboard.press('Tab')),
        Promise.resolve(),
      );
    await page.keyboard.type('red?');
    await tab(4);
    await page.keyboard.press('Space');
    await tab();
    await page.keyboard.press('Space');
    await tab();
    await page.keyboard.press('Space');
    await tab();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await tab();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await tab();
    await page.keyboard.press('Space');
    await tab();
    await page.keyboard.press('Enter');
    expect(await submitted(page)).toEqual({
      tag1: 'red?',
      animals: { cat: false, dog: true },
      agree: { on: true },
      btn1: { yes: false },
      btn2: { no: true },
      howMuch: 9,
      theToggler: { on: true },
      preset: { someValue: true },
    });
  });

  it('that are required hold the form back one after the other and say which', async () => {
    const page = await open(INPUTS);
    const problem = page.getByRole('alert');
    await send(page);
    await problem.getByText('Please fill in: Word/phrase 1').waitFor();
    await page.getByLabel('Word/phrase 1').fill('x');
    await send(page);
    await problem.getByText('Please check: Agreed').waitFor();
    await page.getByRole('checkbox', { name: 'Agreed' }).click();
    await send(page);
    await problem.getByText('Please set a value: howMuch').waitFor();
    expect(await page.evaluate('window.submitted')).toBeUndefined();
  });

  it('take drafts back and can be set by scripts', async () => {
    const page = await open(INPUTS);
    const draft = { tag1: 'a', essay: 'b\nc', animals: { cat: false, dog: true }, agree: { on: true }, howMuch: 3 };
    await page.evaluate((answer) => {
      (document.querySelector('crowd-form') as unknown as { restore(answer: unknown): void }).restore(answer);
      Object.assign(document.querySelector('[name=tag2]')!, { value: 'from a script' });
    }, draft);
    await send(page);
    expect(await submitted(page)).toMatchObject({ ...draft, tag2: 'from a script' });
  });

  it('keep their own keys beside an image tool', async () => {
    const page = await open(
      `<crowd-polygon name="shapes" labels="['Cat']" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></crowd-polygon>${INPUTS}`,
    );
    await page.getByLabel('Word/phrase 1').focus();
    await page.keyboard.type('cv+1 ?');
    await page.getByRole('slider').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate("document.querySelector('[name=tag1]').value")).toBe('cv+1 ?');
    expect(await page.evaluate("document.querySelector('[name=howMuch]').value")).toBe(2);
  });

  it.each(['light', 'dark'] as const)('axe finds nothing in them (%s)', async (scheme) => {
    const page = await open(INPUTS, { scheme });
    await send(page);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
