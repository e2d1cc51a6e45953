import { useEffect, useState } from 'preact/hooks';
import { language, words } from '../languages/current-language.ts';
import { linkTo } from '../route.ts';
import { endRun, run, startRun } from '../work/current-work.ts';
import type { Idle, TaskRun } from '../work/task-run.ts';
import { TypeAhead } from '../work/type-ahead.ts';
import { DeclineDialog } from './decline-dialog.tsx';
import { FeedbackCard } from './feedback-card.tsx';
import { LeaseNote } from './lease-note.tsx';
import { DeliveryNote, LanguageChoice } from './page-header.tsx';
import { RecentAnswers } from './recent-answers.tsx';
import { tellFrame } from './sandbox-frame.tsx';
import { TaskFrame } from './task-frame.tsx';

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
  const [typeAhead] = useState(() => new TypeAhead());
  const close = () => {
    setAsked(null);
    focusTask();
  };
  async function openPrevious() {
    // The list says why if it cannot be opened any more.
    await run.reopenPrevious().then(focusTask, () => setAsked('recent'));
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
      if (event.target !== document.body || event.repeat || hasModifier) return;
      if (typeAhead.press(event, event.timeStamp)) event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [typeAhead]);
  return (
    <main class="work">
      <div class="bar">
        <a href={linkTo({ page: 'jobs' })} title={said.back}>
          ← <span class="wide">{said.back}</span>
        </a>
        <h1>{current?.title ?? said.portal}</h1>
        <Progress run={run} />
        <span class="spring">
          <LeaseNote run={run} />
        </span>
        <DeliveryNote />
        <button type="button" title={said.previousHelp} disabled={!run.previous.value} onClick={openPrevious}>
          ‹ {said.previous}
        </button>
        <button type="button" class="wide" onClick={() => setAsked('recent')}>
          {said.recent}
        </button>
        {current && (
          <>
            <button type="button" class="wide" onClick={showShortcuts}>
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
        <LanguageChoice />
      </div>
      <div class="tasks">
        {tasks.map((task, index) => (
          // Another language is another document; what is drawn comes back as the draft.
          <TaskFrame
            key={`${task.leaseId} ${language.value}`}
            task={task}
            run={run}
            typeAhead={typeAhead}
            isInSight={index === 0}
            onDecline={() => index === 0 && setAsked('decline')}
          />
        ))}
        <FeedbackCard />
        {!current && <Nothing idle={run.idle.value} message={run.idleMessage.value} />}
      </div>
      {asked === 'recent' && <RecentAnswers run={run} onClose={close} />}
      {asked === 'decline' && current && (
        <DeclineDialog decline={(reason) => run.decline(current, reason)} onClose={close} />
      )}
    </main>
  );
}

/** "8 of 30": of the tasks that this worker has done or can be given. */
function Progress({ run }: { run: TaskRun }) {
  const progress = run.progress.value;
  if (!progress || !run.current) return null;
  const { answered, left } = progress;
  const of = Math.max(answered + left, answered + 1);
  return (
    <span class="progress">
      <progress max={of} value={answered} aria-hidden="true" /> {words.value.position(Math.min(answered + 1, of), of)}
    </span>
  );
}

function Nothing({ idle, message }: { idle: Idle; message: string }) {
  const said = words.value;
  const [title, help] = {
    loading: [said.loadingTask, ''],
    offline: [said.loadingTask, said.offline],
    failed: [said.cannotBeShown, message],
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
  tellFrame(focusTask(), { type: 'shortcuts' });
}

/** Keys are the task's again. */
function focusTask(): HTMLIFrameElement | null {
  const frame = document.querySelector<HTMLIFrameElement>('iframe.in-sight');
  frame?.focus();
  return frame;
}
