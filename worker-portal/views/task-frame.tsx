import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as z from 'zod/mini';
import type { TaskAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { language } from '../languages/current-language.ts';
import { type FromFrame, fromFrameSchema, type ToFrame } from '../sandbox/frame-messages.ts';
import { taskDocument } from '../sandbox/task-document.ts';
import type { TaskRun } from '../work/task-run.ts';

const sandboxOrigin = document.querySelector<HTMLMetaElement>('meta[name=sandbox-origin]')!.content;
/** After a frame's loading ended: one that is still silent shows the browser's error page. */
const SILENCE_MS = 1000;

/** Tells a frame something. The frame's origin is opaque, so no origin can be named; its content is ours alone to load. */
export function tellFrame(frame: HTMLIFrameElement | null, message: ToFrame): void {
  frame?.contentWindow?.postMessage(message, '*');
}

/**
 * One task in its sandbox: another origin, opaque, without network. A task that is not in sight is loaded and decoded all the
 * same, so that Enter shows it at once.
 */
export function TaskFrame({ task, run, isInSight }: { task: TaskAnswer; run: TaskRun; isInSight: boolean }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [isReady, setReady] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const isSilent = useRef(true);

  // Listens before the browser does anything else: a frame can speak sooner than an effect that waits for the paint.
  useLayoutEffect(() => {
    const hear = ({ source, data }: MessageEvent<unknown>) => {
      if (source !== frame.current?.contentWindow) return;
      const message = z.safeParse(fromFrameSchema, data);
      if (message.success) answer(message.data);
    };
    const answer = (message: FromFrame) => {
      isSilent.current = false;
      if (message.type === 'waiting') {
        const options = { language: language.peek(), portalOrigin: location.origin };
        tellFrame(frame.current, { type: 'show', document: taskDocument(task, options) });
      } else if (message.type === 'ready') setReady(true);
      else if (message.type === 'active') run.active();
      else if (message.type === 'draft') void run.keepDraft(task, message.answer);
      else void run.submit(task, message.answer, message.carry);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, [task, run]);

  useEffect(() => {
    if (!isReady || !isInSight) return;
    void run.begin(task).then((draft) => {
      frame.current?.focus();
      tellFrame(frame.current, { type: 'activate', draft, before: run.carry });
    });
  }, [isReady, isInSight, task, run]);

  const loadAgainIfSilent = () => setTimeout(() => isSilent.current && setAttempt(attempt + 1), SILENCE_MS);

  return (
    <iframe
      key={attempt}
      ref={frame}
      class={isInSight ? 'task in-sight' : 'task'}
      title={task.title}
      src={`${sandboxOrigin}/frame`}
      sandbox="allow-scripts allow-forms"
      inert={!isInSight}
      data-ready={isReady}
      onLoad={loadAgainIfSilent}
    />
  );
}
