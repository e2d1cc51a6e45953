import { readdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Linux' unit in `/proc/<pid>/statm`; so on x64, and on arm64 where Node runs. */
const PAGE_BYTES = 4096;
const RESIDENT = 1;
const SHARE_OF_MACHINE = 0.75;
const LOOK_EVERY_MS = 200;

/** What a container may hold where nothing else is said: the laptop cloud and its people need the rest. Bytes. */
export const machineLimit = () =>
  Math.floor(SHARE_OF_MACHINE * Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY));

/**
 * Resident memory of a process and all that it started; undefined when it is gone, or where the system does not tell.
 */
export function residentBytes(pid: number): number | undefined {
  try {
    const own = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[RESIDENT]) * PAGE_BYTES;
    return childrenOf(pid).reduce((sum, child) => sum + (residentBytes(child) ?? 0), own);
  } catch {
    return undefined;
  }
}

/** Every thread has its own list of children. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/**
 * Looks at a process until `stop` is called; calls `onExcess` once when it holds more than `limit` bytes. V8's own
 * limit knows the heap alone, and a limit of the address space would stop ONNX Runtime, which reserves much more than
 * it uses. Linux only.
 */
export function watchMemory(pid: number, limit: number, onExcess: (bytes: number) => void): { stop(): void } {
  const timer = setInterval(() => {
    const bytes = residentBytes(pid);
    if (bytes === undefined || bytes <= limit) return;
    clearInterval(timer);
    onExcess(bytes);
  }, LOOK_EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
