import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, dragOver, submitted } from './element-page.ts';

const LABELS = `labels="[{'label': 'person', 'shortDisplayName': 'per', 'fullDisplayName': 'Person'}, {'label': 'place', 'shortDisplayName': 'pla'}]"`;
const TEXT = '👋 Ana Lopez went to Taipei.&#13;&#10;She stayed in Taipei.';

describeInBrowser('<crowd-entity-annotation>', (elements) => {
  const template = (more = '', inner = '') => `<crowd-entity-annotation name="crowd-entity-annotation"
    header="Highlight parts of the text" ${LABELS} text="${TEXT}" ${more}>
    <short-instructions>Apply labels to words.</short-instructions>${inner}</crowd-entity-annotation>`;
  const entities = async (page: Page) => {
    await page.getByRole('button', { name: 'Submit' }).click();
    const answer = (await submitted(page)) as { 'crowd-entity-annotation': { entities: unknown[] } };
    return answer['crowd-entity-annotation'].entities;
  };

  it('brings its own form, is labeled by dragging, and counts code points as Ground Truth does', async () => {
    const page = await elements.open(template());
    await dragOver(page, 'Ana Lopez');
    await page.getByRole('button', { name: '1. person: Ana Lopez' }).waitFor();
    await dragOver(page, 'Taipei');
    await page.keyboard.press('2');
    await page.getByRole('button', { name: '2. place: Taipei' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const text = '👋 Ana Lopez went to Taipei.\r\nShe stayed in Taipei.';
    const place = [...text].join('').length && [...text.slice(0, text.indexOf('Taipei'))].length;
    expect(await entities(page)).toEqual([
      { label: 'person', startOffset: 2, endOffset: 11 },
      { label: 'place', startOffset: place, endOffset: place + 6 },
    ]);
  });

  it('is labeled by keys alone, undone, and says what cannot be', async () => {
    const page = await elements.open(template());
    for (const key of ['ArrowRight', 'Shift+ArrowRight', 'd', 'Control+z', 'ArrowRight', '2', 'd', ',', 'Delete'])
      await page.keyboard.press(key);
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: '1. place: Ana' }).waitFor();
    await dragOver(page, ' Lopez went');
    await page.getByRole('button', { name: /^2\. place: Lopez went/ }).waitFor();
    await page.getByRole('button', { name: 'Remove place from “Ana”' }).click();
    expect(await entities(page)).toEqual([{ label: 'place', startOffset: 6, endOffset: 16 }]);
  });

  it('starts from its initial value and takes a draft back', async () => {
    const initial = `initial-value="[{ label: 'person', startOffset: 2, endOffset: 5 }, { label: 'person', startOffset: 90, endOffset: 95 }]"`;
    const page = await elements.open(template(initial));
    await page.getByRole('button', { name: '1. person: Ana' }).waitFor();
    await page.evaluate(() => {
      const form = document.querySelector('crowd-form') as Element & { restore(answer: unknown): void };
      form.restore({ 'crowd-entity-annotation': { entities: [{ label: 'place', startOffset: 2, endOffset: 11 }] } });
    });
    expect(await entities(page)).toEqual([{ label: 'place', startOffset: 2, endOffset: 11 }]);
  });

  it('takes the questions that a template appends to the form of its shadow root', async () => {
    const more = `<div id="more"><input name="subject" aria-label="Subject" value="travel"></div>
      <script>document.addEventListener('all-crowd-elements-ready', () =>
        document.querySelector('crowd-entity-annotation').shadowRoot.querySelector('crowd-form').form.appendChild(more));</script>`;
    const page = await elements.open(template('', more));
    await page.getByRole('textbox', { name: 'Subject' }).fill('food');
    await page.getByRole('button', { name: 'Submit' }).click();
    expect(await submitted(page)).toEqual({ subject: 'food', 'crowd-entity-annotation': { entities: [] } });
  });
});
