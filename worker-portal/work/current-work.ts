import { signal } from '@preact/signals';
import type { GoldFeedback } from '../../labeling-engine/contracts/worker-api.ts';
import { words } from '../languages/current-language.ts';
import { client, session } from '../session.ts';
import { browserStore } from './keyed-store.ts';
import { SubmitQueue } from './submit-queue.ts';
import { TaskRun } from './task-run.ts';

/** Answers that are kept here and not yet acknowledged. */
export const waitingAnswers = signal(0);
export const isOffline = signal(false);
/** Answers that the server did not count, with its reason; shown until dismissed. */
export const refusals = signal<ReadonlyArray<{ title: string; why: string }>>([]);
/** How an answer of just now compares with the known one; shown until dismissed or until the next is submitted. */
export const feedback = signal<{ imageUrl: string | undefined; found: GoldFeedback } | null>(null);
/** The job that is being worked on. */
export const run = signal<TaskRun | null>(null);

const queue = new SubmitQueue({
  store: browserStore('answers'),
  send: ({ jobReference, objectId, ticket, answer, secondsWorked }) =>
    client.answer({ jobReference, objectId, ticket }, answer, secondsWorked),
  workerId: () => session.value?.worker.workerId,
  later: (callback, milliseconds) => void setTimeout(callback, milliseconds),
  onChange() {
    waitingAnswers.value = queue.waiting.length;
    isOffline.value = queue.isOffline;
  },
  onDelivered({ jobReference, imageUrl }, { feedback: found }) {
    if (found && run.value?.jobReference === jobReference) feedback.value = { imageUrl, found };
    void run.value?.fill();
  },
  onRefused({ title }, { code, message }) {
    refusals.value = [...refusals.value, { title, why: words.value.refusals[code] ?? message }];
    void run.value?.fill();
  },
});

/** Begins to send what waits, now and whenever there may be a connection again. */
export function startQueue(): void {
  void queue.load();
  addEventListener('online', () => void queue.deliver());
  session.subscribe((present) => present && void queue.deliver());
}

/** Starts working at a job; the one before ends. */
export function startRun(jobReference: string): TaskRun {
  endRun();
  const started = new TaskRun({
    jobReference,
    workerId: session.value!.worker.workerId,
    client,
    queue,
    drafts: browserStore('drafts'),
    onSubmit() {
      feedback.value = null;
    },
  });
  run.value = started;
  void started.fill();
  void started.readProgress();
  return started;
}

export function endRun(): void {
  void run.value?.end();
  run.value = null;
  feedback.value = null;
}
