import { signal } from '@preact/signals';
import { client, session } from '../session.ts';
import { browserStore } from './keyed-store.ts';
import { SubmitQueue } from './submit-queue.ts';
import { TaskRun } from './task-run.ts';

/** Answers that are kept here and not yet acknowledged. */
export const waitingAnswers = signal(0);
export const isOffline = signal(false);
/** Answers that the server did not count, with its reason; shown until dismissed. */
export const refusals = signal<ReadonlyArray<{ title: string; why: string }>>([]);
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
  onDelivered: () => void run.value?.fill(),
  onRefused({ title }, { message }) {
    refusals.value = [...refusals.value, { title, why: message }];
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
  });
  run.value = started;
  void started.fill();
  return started;
}

export function endRun(): void {
  void run.value?.end();
  run.value = null;
}
