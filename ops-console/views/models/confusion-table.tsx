import type { Confusion } from '../../../shared/contracts/model-report.ts';
import { Wide } from '../wide.tsx';

/** More classes than this are shown as the pairs that are taken for one another most. */
const SQUARE = 12;
const PAIRS = 10;

/** What people marked (rows) against what the model saw there (columns). */
export function ConfusionTable({ confusion }: { confusion: Confusion }) {
  const { labels, counts } = confusion;
  const names = counts.length > labels.length ? [...labels, 'nothing'] : labels;
  if (names.length > SQUARE) return <ConfusedPairs names={names} counts={counts} />;
  const most = counts.map((row) =>
    Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    ),
  );
  return (
    <Wide label="what is taken for what">
      <table class="confusion">
        <caption class="faint">people marked (rows), the model saw (columns)</caption>
        <thead>
          <tr>
            <td />
            {names.map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {counts[row]!.map((count, column) => (
                <td
                  key={names[column]}
                  class={`number ${count === 0 ? 'faint' : row === column ? 'right' : 'wrong'}`}
                  style={{ '--share': count / most[row]! }}
                >
                  {row === column && name === 'nothing' ? '' : count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function ConfusedPairs({ names, counts }: { names: readonly string[]; counts: readonly number[][] }) {
  const pairs = counts
    .flatMap((row, truth) => row.map((count, seen) => ({ truth, seen, count })))
    .filter(({ truth, seen, count }) => truth !== seen && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, PAIRS);
  return (
    <ul>
      {pairs.map(({ truth, seen, count }) => (
        <li key={`${truth} ${seen}`}>
          {count} times {names[truth]} taken for {names[seen]}
        </li>
      ))}
    </ul>
  );
}
