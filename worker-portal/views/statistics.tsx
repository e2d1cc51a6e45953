import { useEffect, useState } from 'preact/hooks';
import type { StatisticsAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { words } from '../languages/current-language.ts';
import { linkTo } from '../route.ts';
import { client } from '../session.ts';

/** The worker's own figures. */
export function Statistics() {
  const [figures, setFigures] = useState<StatisticsAnswer>();
  const [problem, setProblem] = useState('');
  const said = words.value;
  useEffect(() => {
    client.statistics().then(setFigures, (error: Error) => setProblem(words.value.failed(error.message)));
  }, []);
  return (
    <main>
      <p>
        <a href={linkTo({ page: 'jobs' })}>{said.back}</a>
      </p>
      <h2>{said.statistics}</h2>
      <p class="problem" role="alert">
        {problem}
      </p>
      {figures ? (
        <dl class="figures">
          <Figure name={said.answersToday} value={String(figures.answersToday)} />
          <Figure name={said.answersAll} value={String(figures.answers)} />
          <Figure name={said.declined} value={String(figures.declines)} />
          <Figure name={said.timeWorked} value={said.minutes(Math.round(figures.secondsWorked / 60))} />
        </dl>
      ) : (
        !problem && <p>{said.loading}</p>
      )}
    </main>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div class="card">
      <dt class="faint">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
