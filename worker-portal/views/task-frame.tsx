import { useEffect, useRef, useState } from 'preact/hooks';
import type { TaskAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { language, words } from '../languages/current-language.ts';
import type { FromFrame } from '../sandbox/frame-messages.ts';
import { taskDocument } from '../sandbox/task-document.ts';
import type { TaskRun } from '../work/task-run.ts';
import type { TypeAhead } from '../work/type-ahead.ts';
import { SandboxFrame, sandbox, tellFrame } from './sandbox-frame.tsx';

const MOST_BLOCKED = 5;

/** One task. One that is not in sight is loaded and decoded all the same, so that Enter shows it at once. */
export function TaskFrame({
  task,
  run,
  typeAhead,
  isInSight,
  onDecline,
}: {
  task: TaskAnswer;
  run: TaskRun;
  typeAhead: TypeAhead;
  isInSight: boolean;
  /** The worker asks for it from within the task. */
  onDecline(): void;
}) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [attempt, setAttempt] = useState(0);
  const [isReady, setReady] = useState(false);
  const [blocked, setBlocked] = useState<readonly string[]>(task.renderErrors ?? []);

  useEffect(() => {
    if (!isReady || !isInSight) return;
    let isOver = false;
    void run.begin(task).then((draft) => {
      if (isOver) return;
      frame.current?.focus();
      tellFrame(frame.current, { type: 'activate', draft, before: run.carry, proposals: task.proposals });
      typeAhead.handTo((keys) => {
        frame.current?.focus();
        tellFrame(frame.current, { type: 'press', keys });
      });
    });
    return () => {
      isOver = true;
      typeAhead.hold();
    };
  }, [isReady, isInSight, task, run, typeAhead]);

  const hear = (message: FromFrame) => {
    if (message.type === 'ready') setReady(true);
    else if (message.type === 'retry') {
      setReady(false);
      setAttempt(attempt + 1);
    } else if (message.type === 'decline') onDecline();
    else if (message.type === 'active') run.active();
    else if (message.type === 'draft') void run.keepDraft(task, message.answer);
    else if (message.type === 'blocked')
      setBlocked((known) => [...new Set([...known, message.address])].slice(0, MOST_BLOCKED));
    else if (message.type === 'press') typeAhead.press(message.stroke, performance.now());
    else if (message.type === 'submit') {
      // What is typed from here on is meant for the next task.
      typeAhead.hold();
      frame.current?.blur();
      void run.submit(task, message.answer, message.carry);
    }
  };

  return (
    <>
      <SandboxFrame
        key={attempt}
        frame={frame}
        content={() => taskDocument(task, { language: language.peek(), portalOrigin: location.origin, files: sandbox })}
        hear={hear}
        class={isInSight ? 'task in-sight' : 'task'}
        title={task.title}
        inert={!isInSight}
        data-ready={isReady}
      />
      {isInSight && blocked.length > 0 && (
        <details class="blocked">
          <summary>{words.value.blocked(blocked.length)}</summary>
          <p>{words.value.blockedHelp}</p>
          <ul>
            {blocked.map((address) => (
              <li key={address}>{address}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
