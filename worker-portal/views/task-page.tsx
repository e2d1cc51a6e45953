import { useEffect, useState } from 'preact/hooks';
import { words } from '../languages/current-language.ts';
import { linkTo } from '../route.ts';
import { endRun, run, startRun } from '../work/current-work.ts';
import type { Idle, TaskRun } from '../work/task-run.ts';
import { DeclineDialog } from './decline-dialog.tsx';
import { RecentAnswers } from './recent-answers.tsx';
import { TaskFrame, tellFrame } from './task-frame.tsx';

/** One task after another of one job. */
export function TaskPage({ jobReference }: { jobReference: string }) {
  useEffect(() => {
    startRun(jobReference);
    return endRun;
  }, [jobReference]);
  return run.value && <Tasks run={run.value} />;
}

function Tasks({ run }: { run: TaskRun }) {
  const [asked, setAsked] = useState<'decline' | 'recent' | null>(null);
  const said = words.value;
  const tasks = run.tasks.value;
  const current = tasks[0];
  const close = () => setAsked(null);
  return (
    <main class="work">
      <div class="bar">
        <a href={linkTo({ page: 'jobs' })}>{said.back}</a>
        <strong>{current?.title}</strong>
        <span class="spring" />
        <button type="button" onClick={() => setAsked('recent')}>
          {said.recent}
        </button>
        {current && (
          <>
            <button type="button" onClick={showShortcuts}>
              {said.shortcuts} <kbd>?</kbd>
            </button>
            <button type="button" title={said.skipHelp} onClick={() => run.skip(current)}>
              {said.skip}
            </button>
            <button type="button" onClick={() => setAsked('decline')}>
              {said.decline}
            </button>
          </>
        )}
      </div>
      <div class="tasks">
        {tasks.map((task, index) => (
          <TaskFrame key={task.leaseId} task={task} run={run} isInSight={index === 0} />
        ))}
        {!current && <Nothing idle={run.idle.value} message={run.idleMessage.value} />}
      </div>
      {asked === 'recent' && <RecentAnswers run={run} onClose={close} />}
      {asked === 'decline' && current && (
        <DeclineDialog decline={(reason) => run.decline(current, reason)} onClose={close} />
      )}
    </main>
  );
}

function Nothing({ idle, message }: { idle: Idle; message: string }) {
  const said = words.value;
  const [title, help] = {
    loading: [said.loadingTask, ''],
    wait: [said.waiting, said.waitingHelp],
    done: [said.done, said.doneHelp],
    ended: [said.ended, ''],
    paused: [said.paused, message],
  }[idle] as [string, string];
  return (
    <div class="nothing" role="status" data-idle={idle}>
      <h2>{title}</h2>
      <p>{help}</p>
      {idle !== 'loading' && <a href={linkTo({ page: 'jobs' })}>{said.back}</a>}
    </div>
  );
}

/** With the focus in the frame, so that Escape closes them. */
function showShortcuts(): void {
  const frame = document.querySelector<HTMLIFrameElement>('iframe.in-sight');
  frame?.focus();
  tellFrame(frame, { type: 'shortcuts' });
}
