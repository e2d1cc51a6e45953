import { exitCodes } from './command.ts';

/** How long a stopped command may take to put things in order; the whole end stays below a second. */
const GRACE_MS = 700;
/** A terminal and the process in front of this one may both deliver one Ctrl-C. */
const SAME_PRESS_MS = 150;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

type CleanUp = () => unknown;
const open = new Set<CleanUp>();

/**
 * Names what must be put in order should the command be stopped now: half a file to remove, a cloud to end. It runs at
 * most once, and should do at once what it can: it has less than a second.
 * @returns to be called when the thing is finished and nothing need be done any more
 */
export function untilFinished(cleanUp: CleanUp): () => void {
  open.add(cleanUp);
  return () => open.delete(cleanUp);
}

/**
 * Puts everything in order that is not finished, the newest first; a clean-up that fails keeps no other from its turn.
 */
export async function cleanUp(): Promise<void> {
  const all = [...open].reverse();
  open.clear();
  await Promise.allSettled(all.map(async (each) => each()));
}

/** What has the terminal now: Ctrl-C is for it, as for an editor. */
let foreground: object | undefined;

/** Leaves Ctrl-C to a program that this one waits for. @returns to be called when it has ended */
export function leaveInterruptsTo(program: object): () => void {
  foreground = program;
  return () => {
    foreground = undefined;
  };
}

const codeOf = (signal: Signal) => (signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated);

/**
 * Ends the process. An open() or read() that the system holds (a pipe to which nobody writes) would keep `process.exit`
 * waiting for its thread for ever: a shell in this process's place ends with the same number, and no thread outlives
 * that.
 */
function end(signal: Signal): never {
  const code = codeOf(signal);
  const isHeld = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
  if (isHeld && process.platform !== 'win32') process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`]);
  process.exit(code);
}

/**
 * The first signal aborts `stop`, lets what is half be removed and ends the process in less than a second; a second one
 * ends it at once.
 * @param say for people, once
 */
export function stopOnSignals(stop: AbortController, say: () => void): void {
  let first = 0;
  const onSignal = (signal: Signal) => {
    if (signal === 'SIGINT' && foreground) return;
    if (first > 0) {
      if (performance.now() - first > SAME_PRESS_MS) end(signal);
      return;
    }
    first = performance.now();
    stop.abort();
    say();
    const grace = new Promise((resolve) => setTimeout(resolve, GRACE_MS));
    void Promise.race([cleanUp(), grace]).then(() => end(signal));
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  if (!process.channel) return;
  // The process in front of this one is gone: nobody waits for a result.
  process.on('disconnect', () => onSignal('SIGHUP'));
  process.channel.unref();
}
