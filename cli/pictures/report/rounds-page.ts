import {
  describeAutomatic,
  describeSavings,
  roundRows,
} from '../../../shared/domain/automatic-labeling/describe-rounds.ts';
import { roundsPicture } from '../../../shared/domain/automatic-labeling/rounds-picture.ts';
import { escapeXml } from '../../../shared/domain/dataset/bytes/xml.ts';
import type { AutomaticRounds } from '../../../shared/read-models/automatic-rounds.ts';
import { type ReportPage, table } from './page.ts';

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** How the machine and people shared a batch, as a report: the picture, the rounds, what was saved. */
export function roundsPage(project: string, { batchId, summary, savings }: AutomaticRounds): ReportPage {
  const [head, ...rows] = roundRows(summary);
  const { images, right, low, high } = savings.checked;
  const picture = `data:image/svg+xml;base64,${Buffer.from(roundsPicture(summary)).toString('base64')}`;
  const alternative = `images labeled by people (${summary.people}) and by the machine (${summary.machine}), batch by batch`;
  return {
    title: `${project}: automatic labeling of batch ${batchId}`,
    lead: describeAutomatic(summary),
    figures: [
      { name: 'images labeled by people', value: String(summary.people) },
      { name: 'by the machine', value: String(summary.machine) },
      { name: 'precision promised', value: percent(summary.precision) },
      {
        name: images > 0 ? `seen by people: ${right} of ${images} right` : 'seen by people',
        value: images > 0 ? `${(100 * low).toFixed(0)} to ${percent(high)}` : 'none yet',
      },
      { name: 'answers saved', value: `${savings.answersAtLeast} to ${savings.answers}` },
    ],
    sections: [
      {
        title: 'Images labeled, batch by batch',
        html: `<figure><img style="width:min(100%,640px)" alt="${escapeXml(alternative)}" src="${picture}"></figure>`,
      },
      { title: 'Round by round', html: `<div style="overflow-x:auto">${table(head!, rows)}</div>` },
      {
        title: 'What it brought',
        html: `<ul>${describeSavings(savings)
          .map((line) => `<li>${escapeXml(line)}</li>`)
          .join('')}</ul>`,
      },
    ],
  };
}
