import { expect, it } from '@jest/globals';
import { renderPage } from '../../../../cli/pictures/report/page.ts';
import { roundsPage } from '../../../../cli/pictures/report/rounds-page.ts';
import type { AutomaticSummary } from '../../../../shared/contracts/automatic-labeling.ts';
import { savingsOf } from '../../../../shared/domain/automatic-labeling/savings.ts';

const nobody = { images: 0, right: 0 };
const summary: AutomaticSummary = {
  ...{ version: 1, precision: 0.9, images: 400, firstImages: 30, people: 59, machine: 180, waiting: 161 },
  rounds: [
    {
      ...{ round: 0, at: 0, labeledBefore: 30, machine: 180, provenPrecision: 0.902 },
      people: { chosen: 0, byChance: 0, probed: 29, hidden: 0 },
      ...{ hidden: nobody, probe: { images: 29, right: 29 }, byChance: nobody, chosen: nobody },
    },
  ],
  endedBecause: null,
};

it('has the picture, each round, the promise beside what people saw, and what was saved', () => {
  const savings = savingsOf(summary, { workersPerObject: 3, pricePerAnswerUsd: 0.1 });
  const html = renderPage(roundsPage('birds', { batchId: 'b000001', summary, savings }));
  const picture = /src="data:image\/svg\+xml;base64,([^"]+)"/.exec(html)![1]!;
  expect(Buffer.from(picture, 'base64').toString()).toContain('machine 180');
  for (const part of [
    '<b>90 %</b>',
    '<b>90 to 100 %</b>',
    'seen by people: 29 of 29 right',
    '<td class="n">0.902</td>',
  ])
    expect(html).toContain(part);
  expect(html).toContain(`<b>${savings.answersAtLeast} to 540</b>`);
  expect(html).toContain('saved: ');
});
