import { expect, it } from '@jest/globals';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, submitted } from './element-page.ts';

const LAYOUT = `
<crowd-instructions link-text="View instructions" link-type="button">
  <short-summary><p>In brief</p></short-summary><detailed-instructions><p>At length</p></detailed-instructions>
  <positive-example><p>Like this</p></positive-example><negative-example><p>Unlike this</p></negative-example>
</crowd-instructions>
<crowd-modal link-text="See Examples">Example Modal Text</crowd-modal>
<crowd-alert type="warning" dismissible>Take care.</crowd-alert><crowd-alert type="success">Well done.</crowd-alert>
<crowd-alert type="error">That failed.</crowd-alert><crowd-alert>By the way.</crowd-alert>
<crowd-card heading="A card"><p>Nothing is great.</p></crowd-card>
<crowd-tabs>
  <crowd-tab header="First"><crowd-input label="Inside" name="inside"></crowd-input></crowd-tab>
  <crowd-tab header="Second"><p>The second page</p></crowd-tab>
</crowd-tabs>
<p id="starred">Starred <crowd-badge icon="star" for="starred"></crowd-badge></p>
<crowd-icon-button icon="report-problem" title="Issue"></crowd-icon-button>
<crowd-fab label="!" title="Urgent"></crowd-fab>
<crowd-button icon="search">Look</crowd-button><crowd-button variant="icon" title="Find" icon="search"></crowd-button>
<crowd-button loading>Wait</crowd-button><crowd-button href="https://example.com" target="_blank">Read</crowd-button>
<crowd-toast duration="0" opened>Message that stays</crowd-toast><crowd-toast id="second" text="Second message"></crowd-toast>
<crowd-button form-action="submit">Send it</crowd-button>`;

describeInBrowser('buttons, instructions and layout', (elements) => {
  const open = (options?: Parameters<typeof elements.open>[1]) =>
    elements.open(`<crowd-form>${LAYOUT}</crowd-form>`, options);

  it('instructions open on their summary, and turn to details and examples by keys', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'View instructions' }).click();
    expect(await page.getByText('In brief').isVisible()).toBe(true);
    await page.getByRole('tab', { name: 'Summary' }).focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.getByText('Unlike this').isVisible()).toBe(true);
    expect(await page.getByText('In brief').isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    expect(await page.getByText('Unlike this').isVisible()).toBe(false);
  });

  it('a modal opens by its link and by script, and closes', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'See Examples' }).click();
    const dialog = page.locator('crowd-modal dialog');
    expect(await dialog.isVisible()).toBe(true);
    await page.locator('crowd-modal').getByRole('button', { name: 'Close' }).click();
    expect(await dialog.isVisible()).toBe(false);
    await page.evaluate("document.querySelector('crowd-modal').open()");
    expect(await dialog.isVisible()).toBe(true);
  });

  it('tabs show one page at a time, and an input on a hidden one counts', async () => {
    const page = await open();
    await page.getByLabel('Inside').fill('kept');
    await page.getByRole('tab', { name: 'Second' }).click();
    expect(await page.getByText('The second page').isVisible()).toBe(true);
    expect(await page.getByLabel('Inside').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Send it' }).click();
    expect(await submitted(page)).toEqual({ inside: 'kept' });
  });

  it('an alert can be dismissed only where the template says so; one toast is visible', async () => {
    const page = await open();
    await page.locator('crowd-alert').getByRole('button', { name: 'Close' }).click();
    expect(await page.getByText('Take care.').count()).toBe(0);
    expect(await page.getByText('Message that stays').isVisible()).toBe(true);
    await page.evaluate("document.getElementById('second').show()");
    expect(await page.getByText('Second message').isVisible()).toBe(true);
    expect(await page.getByText('Message that stays').isVisible()).toBe(false);
  });

  it('a button that is disabled or loading does nothing; any other is clicked by mouse and by keys', async () => {
    const page = await open();
    await page.evaluate(`
      window.clicks = [];
      for (const button of document.querySelectorAll('crowd-button, crowd-icon-button, crowd-fab'))
        button.addEventListener('click', () => window.clicks.push(button.title || button.textContent));`);
    await page.getByRole('button', { name: 'Issue' }).click();
    await page.getByRole('button', { name: 'Look' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Wait' }).click({ force: true });
    await page.evaluate("document.querySelector('crowd-fab').toggleAttribute('disabled', true)");
    await page.getByRole('button', { name: 'Urgent' }).click({ force: true });
    expect(await page.evaluate('window.clicks')).toEqual(['Issue', 'Look']);
    expect(await page.evaluate('window.submitted')).toBeUndefined();
  });

  it.each(['light', 'dark'] as const)('axe finds nothing in them (%s)', async (scheme) => {
    expect(await accessibilityProblems(await open({ scheme }))).toEqual([]);
  });
});
