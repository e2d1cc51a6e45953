import { useEffect, useState } from 'preact/hooks';
import type { RecentAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { language, words } from '../languages/current-language.ts';
import { client } from '../session.ts';
import type { TaskRun } from '../work/task-run.ts';
import { ModalDialog } from './modal-dialog.tsx';

/** The last five answers; those that are not put together with others' yet can be opened again. */
export function RecentAnswers({ run, onClose }: { run: TaskRun; onClose(): void }) {
  const [answers, setAnswers] = useState<RecentAnswer[]>();
  const [problem, setProblem] = useState('');
  const said = words.value;
  const fail = (error: Error) => setProblem(words.value.failed(error.message));

  useEffect(() => {
    client.recentAnswers().then(setAnswers, fail);
  }, []);

  async function reopen(answer: RecentAnswer) {
    try {
      await run.reopen(answer);
      onClose();
    } catch (error) {
      fail(error as Error);
    }
  }

  const time = new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' });
  return (
    <ModalDialog title={said.recent} onClose={onClose}>
      {answers?.length === 0 && <p>{said.noRecent}</p>}
      <ul class="recent">
        {answers?.map((answer) => (
          <li key={answer.jobReference + answer.objectId}>
            {answer.imageUrl ? (
              <img class="thumbnail" src={answer.imageUrl} alt="" loading="lazy" decoding="async" />
            ) : (
              <span />
            )}
            <span class="faint">{time.format(answer.submittedAt)}</span>
            <span>{answer.title}</span>
            {answer.reopenable ? (
              <button type="button" onClick={() => reopen(answer)}>
                {said.reopen}
              </button>
            ) : (
              <span class="faint">{said.noLongerOpen}</span>
            )}
          </li>
        ))}
      </ul>
      <p class="problem" role="alert">
        {problem}
      </p>
      <p class="buttons">
        <button type="button" onClick={onClose}>
          {said.close}
        </button>
      </p>
    </ModalDialog>
  );
}
