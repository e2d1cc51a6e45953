import { parentPort, workerData } from 'node:worker_threads';

/** Reads metrics from a job's output in a thread of its own: regular expressions of others may take for ever. */
const { definitions }: { definitions: Array<{ name: string; regex: string }> } = workerData;
const port = parentPort!;
const patterns = definitions.map(({ name, regex }) => ({ name, pattern: new RegExp(regex) }));

port.on('message', (lines: string[]) => {
  const found: Array<{ name: string; value: number }> = [];
  for (const line of lines) {
    for (const { name, pattern } of patterns) {
      const value = Number.parseFloat(pattern.exec(line)?.[1] ?? '');
      if (Number.isFinite(value)) found.push({ name, value });
    }
  }
  port.postMessage(found);
});
