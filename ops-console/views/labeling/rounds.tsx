import type { LabelingJobOverview } from '../../../shared/contracts/labeling-overview.ts';
import {
  describeAutomatic,
  describeSavings,
  roundRows,
} from '../../../shared/domain/automatic-labeling/describe-rounds.ts';
import { roundsPicture } from '../../../shared/domain/automatic-labeling/rounds-picture.ts';
import { savingsOf } from '../../../shared/domain/automatic-labeling/savings.ts';
import { Wide } from '../wide.tsx';

interface Props {
  job: LabelingJobOverview;
  /** USD. */
  pricePerAnswerUsd: number;
}

/** How the machine and people share a job's images, batch by batch, what was promised, seen and saved. */
export function Rounds({ job, pricePerAnswerUsd }: Props) {
  const { rounds, batchId, workersPerObject } = job;
  if (!rounds) return null;
  const [head, ...rows] = roundRows(rounds);
  return (
    <section aria-label="automatic labeling">
      <h2>
        Automatic labeling <span class="faint">of {batchId}, round by round</span>
      </h2>
      <p>{describeAutomatic(rounds)}</p>
      <img
        class="rounds"
        src={`data:image/svg+xml,${encodeURIComponent(roundsPicture(rounds))}`}
        alt={`images labeled by people (${rounds.people}) and by the machine (${rounds.machine}), batch by batch`}
      />
      <Wide label="rounds as a table">
        <table>
          <thead>
            <tr>
              {head!.map((name) => (
                <th key={name}>{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells) => (
              <tr key={cells[0]}>
                {cells.map((cell, column) => (
                  <td key={head![column]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <ul class="faint">
        {describeSavings(savingsOf(rounds, { workersPerObject, pricePerAnswerUsd })).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
