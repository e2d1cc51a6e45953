import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../accessibility.ts';
import { describeInBrowser, dragOver, submitted } from './element-page.ts';

const submit = async (page: Page) => {
  await page.getByRole('button', { name: 'Submit' }).click();
  return submitted(page);
};

describeInBrowser('<crowd-text-ranking>', (elements) => {
  const template = `<crowd-form><crowd-text-ranking name="textRanking" text="Why is the sky blue?"
    ordinal-ranking-dimensions='[{"name":"Clarity","allowTie":true},{"name":"Truth","allowTie":false}]'
    responses='["Scattering.", "The sea.", "It is not."]'>
    <short-instructions><p>Rank them.</p></short-instructions></crowd-text-ranking></crowd-form>`;
  const rank = (page: Page, dimension: string, response: number, to: string) =>
    page.getByRole('combobox', { name: `${dimension}, response ${response}` }).selectOption(to);

  it('submits the ranks of each dimension, equal ones only where they are allowed', async () => {
    const page = await elements.open(template);
    for (const [response, to] of [
      [1, '1'],
      [2, '2'],
      [3, '2'],
    ] as const) {
      await rank(page, 'Clarity', response, to);
      await rank(page, 'Truth', response, to);
    }
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('the same rank for “Truth”').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await rank(page, 'Truth', 3, '3');
    expect(await submit(page)).toEqual({
      textRanking: {
        rankings: [
          { dimension: 'Clarity', ranks: [1, 2, 2] },
          { dimension: 'Truth', ranks: [1, 2, 3] },
        ],
      },
    });
  });

  it('is no answer while a response has no rank', async () => {
    const page = await elements.open(template);
    await rank(page, 'Clarity', 1, '1');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Response 2 has no rank for “Clarity”').waitFor();
    expect(await page.evaluate('window.submitted')).toBeUndefined();
  });
});

describeInBrowser('<crowd-question-answer-generation>', (elements) => {
  const template = `<crowd-form><crowd-question-answer-generation name="qa" text="🌧 Rain fell on Taipei. It was warm."
    min-questions="1" max-questions="2" question-min-words="2" question-max-words="20" answer-min-words="1"
    question-tags='["What", "Where"]' allow-custom-question-tags=true></crowd-question-answer-generation></crowd-form>`;

  it('takes questions with their answers, kinds and the parts of the text that they rest on', async () => {
    const page = await elements.open(template);
    await page.getByRole('textbox', { name: 'Question' }).fill('Where did rain fall?');
    await page.getByRole('textbox', { name: 'Answer' }).fill('On Taipei');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Question 1 needs its kind').waitFor();
    await page.getByRole('combobox', { name: 'Kind of question' }).fill('Where');
    await dragOver(page, 'Rain');
    await page.getByRole('button', { name: 'Refer to the selected text' }).click();
    await page.getByRole('button', { name: 'Remove the reference to “Rain”' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const question = { question: 'Where did rain fall?', answer: 'On Taipei', questionTag: 'Where' };
    expect(await submit(page)).toEqual({
      qa: { questionsAndAnswers: [{ ...question, references: [{ startOffset: 2, endOffset: 6 }] }] },
    });
  });

  it('holds no more questions than it may, and none that is too short', async () => {
    const page = await elements.open(template);
    await page.getByRole('button', { name: 'New question' }).click();
    expect(await page.getByRole('button', { name: 'New question' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remove question 2' }).click();
    await page.getByRole('textbox', { name: 'Question' }).fill('Where?');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Question 1 has too few or too many words').waitFor();
  });
});

describeInBrowser('<crowd-slider-label>', (elements) => {
  it('stands under its place of the slider', async () => {
    const page = await elements.open(`<crowd-form><crowd-slider name="s" min="1" max="5" step="1" required>
      ${[1, 3, 5].map((at) => `<crowd-slider-label position="${at}">p${at}</crowd-slider-label>`).join('')}
      <crowd-slider-label position="9">out</crowd-slider-label></crowd-slider></crowd-form>`);
    const middle = async (text: string) => {
      const box = (await page.getByText(text, { exact: true }).boundingBox())!;
      return box.x + box.width / 2;
    };
    const [low, mid, high] = [await middle('p1'), await middle('p3'), await middle('p5')];
    expect(Math.abs(mid - (low + high) / 2)).toBeLessThan(1);
    expect(await page.getByText('out').isVisible()).toBe(false);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
