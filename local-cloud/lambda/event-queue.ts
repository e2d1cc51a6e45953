import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { isDiskFull, onceThereIsRoom } from '../disk/disk-full.ts';
import { failure, type InvocationResult } from './execution-environment.ts';
import { functionArn } from './function-definition.ts';

/** Lambda's own waits before the second and the third attempt of an asynchronous invocation. */
const RETRY_WAITS_MS = [60_000, 120_000];
/** A full disk takes no claim either. */
const CLAIM_AGAIN_MS = 5_000;

interface QueuedEvent {
  id: string;
  functionName: string;
  /** JSON text. */
  payload: string;
  /** Attempts already made. */
  attempts: number;
}

/** Asynchronous invocations: accepted once on disk, tried three times, then a line in the dead-letter file. */
export interface EventQueue {
  /** @param payload JSON text. It is kept over a crash once this returns. */
  push(functionName: string, payload: string): void;
  /** Takes up what a former process left. */
  start(): void;
  /** What waits or runs stays on disk. */
  stop(): void;
}

export interface EventQueueOptions {
  /** SQLite file. */
  path: string;
  deadLetterPath: string;
  clock: Clock;
  /** Events of one function that run at once: a flood for one function does not hold up the others. */
  concurrency: number;
  /** Runs one attempt; a throw counts as a failed one. */
  run(functionName: string, payload: string): Promise<InvocationResult>;
}

export function openEventQueue(options: EventQueueOptions): EventQueue {
  const { clock, concurrency } = options;
  const events = openTable(options.path);
  const running = new Map<string, number>();
  const alarms = new Set<() => void>();
  let stopped = false;

  const claim = (functionName: string) => {
    try {
      return events.claim(functionName, clock.now());
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      wakeAt(clock.now() + CLAIM_AGAIN_MS, functionName);
      return undefined;
    }
  };

  const pump = (functionName: string) => {
    for (;;) {
      const count = running.get(functionName) ?? 0;
      const event = count < concurrency ? claim(functionName) : undefined;
      if (!event) return;
      running.set(functionName, count + 1);
      void attempt(event)
        .catch((error) => console.error(`the event ${event.id} for ${functionName} waits for the next start`, error))
        .finally(() => {
          if (stopped) return;
          running.set(functionName, running.get(functionName)! - 1);
          pump(functionName);
        });
    }
  };

  const attempt = async (event: QueuedEvent) => {
    const result = await options
      .run(event.functionName, event.payload)
      .catch((error: Error) => failure(error.name, error.message));
    await onceThereIsRoom(
      clock,
      () => stopped,
      () => keepOutcome(event, result),
    );
  };

  const keepOutcome = (event: QueuedEvent, result: InvocationResult) => {
    const wait = RETRY_WAITS_MS[event.attempts];
    if (!result.functionError) events.remove(event.id);
    else if (wait !== undefined) {
      events.postpone(event.id, clock.now() + wait);
      wakeAt(clock.now() + wait, event.functionName);
    } else {
      // First the letter, then the row: a crash in between writes it twice, never not at all.
      appendFileSync(options.deadLetterPath, `${JSON.stringify(deadLetter(event, result, clock.now()))}\n`);
      events.remove(event.id);
    }
  };

  const wakeAt = (time: number, functionName: string) => {
    const cancel = clock.at(time, () => {
      alarms.delete(cancel);
      pump(functionName);
    });
    alarms.add(cancel);
  };

  return {
    push(functionName, payload) {
      events.insert({ id: randomUUID(), functionName, payload, attempts: 0 }, clock.now());
      pump(functionName);
    },
    start() {
      for (const { functionName, due } of events.releaseAll()) {
        if (due <= clock.now()) pump(functionName);
        else wakeAt(due, functionName);
      }
    },
    stop() {
      stopped = true;
      for (const cancel of alarms) cancel();
      events.close();
    },
  };
}

/** The queue's rows; `claimed` = an attempt of this process runs. */
function openTable(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS events (
      id TEXT PRIMARY KEY, functionName TEXT NOT NULL, payload TEXT NOT NULL, attempts INTEGER NOT NULL,
      due INTEGER NOT NULL, claimed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX IF NOT EXISTS waiting ON events (functionName, claimed, due)`);
  const insert = database.prepare(
    'INSERT INTO events (id, functionName, payload, attempts, due) VALUES (?, ?, ?, ?, ?)',
  );
  const claim = database.prepare(`UPDATE events SET claimed = 1 WHERE id = (
      SELECT id FROM events WHERE functionName = ? AND claimed = 0 AND due <= ? ORDER BY due, rowid LIMIT 1
    ) RETURNING id, functionName, payload, attempts`);
  const remove = database.prepare('DELETE FROM events WHERE id = ?');
  const postpone = database.prepare('UPDATE events SET attempts = attempts + 1, due = ?, claimed = 0 WHERE id = ?');
  const release = database.prepare('UPDATE events SET claimed = 0');
  const dueTimes = database.prepare('SELECT DISTINCT functionName, due FROM events ORDER BY due');
  return {
    insert: (event: QueuedEvent, due: number) =>
      insert.run(event.id, event.functionName, event.payload, event.attempts, due),
    claim: (functionName: string, now: number) => claim.get(functionName, now) as QueuedEvent | undefined,
    remove: (id: string) => remove.run(id),
    postpone: (id: string, due: number) => postpone.run(due, id),
    /** Gives back what a killed process had claimed; answers when which function has something to do. */
    releaseAll() {
      release.run();
      return dueTimes.all() as Array<{ functionName: string; due: number }>;
    },
    close: () => database.close(),
  };
}

/** The record that Lambda sends to an OnFailure destination. */
function deadLetter(event: QueuedEvent, result: InvocationResult, now: number) {
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: event.id,
      functionArn: functionArn(event.functionName),
      condition: 'RetriesExhausted',
      approximateInvokeCount: event.attempts + 1,
    },
    requestPayload: JSON.parse(event.payload),
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: JSON.parse(result.payload),
  };
}
