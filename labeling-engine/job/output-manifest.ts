import { MachineLabels } from '../automatic/machine-labels.ts';
import { writeSummary } from '../automatic/write-summary.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { BatchResult } from './consolidate-batch.ts';
import { type Job, objectIdOf } from './job.ts';
import type { JobDocument } from './job-document.ts';
import { outputLayout } from './output-layout.ts';

/**
 * Writes `manifests/output/output.manifest`: one line per input line, in its order, with what has been labeled so far.
 * Failed lines carry the metadata that Ground Truth writes for them and no label.
 */
export async function writeOutputManifest(job: Job, document: JobDocument, ports: EnginePorts): Promise<void> {
  const attribute = document.request.LabelAttributeName;
  const output: string[] = [];
  const machine = new MachineLabels(job, document, ports);
  for (const [shardIndex, stored] of job.shards(document).entries()) {
    const shard = await stored.read();
    const lines = await job.lines(document, shardIndex);
    const results = await readResults(job, new Set(shard.objects.flatMap(({ batch }) => batch ?? [])), ports);
    for (const [index, object] of shard.objects.entries()) {
      const line = lines[index]!;
      if (object.state === 'labeled') {
        const content = results.get(object.batch!)?.[objectIdOf(shardIndex, index)];
        output.push(JSON.stringify({ ...line, ...content }));
      } else if (object.state === 'machineLabeled') {
        const label = await machine.labelOf(object.round!, objectIdOf(shardIndex, index));
        output.push(JSON.stringify({ ...line, ...label }));
      } else if (object.state === 'failed') {
        const failure = {
          'retry-count': 1,
          'failure-reason': object.failureReason ?? '',
          'human-annotated': 'true',
        };
        output.push(JSON.stringify({ ...line, [`${attribute}-metadata`]: failure }));
      } else output.push(JSON.stringify(line));
    }
  }
  await ports.files.write(outputLayout(document.request).manifest, `${output.join('\n')}\n`, 'application/json');
  if (document.request.LabelingJobAlgorithmsConfig) await writeSummary(job, document, ports);
}

async function readResults(job: Job, batches: Set<number>, ports: EnginePorts): Promise<Map<number, BatchResult>> {
  const results = new Map<number, BatchResult>();
  await Promise.all(
    [...batches].map(async (batch) => {
      const stored = await ports.storage.get(job.keys().result(batch));
      if (stored) results.set(batch, JSON.parse(stored.text) as BatchResult);
    }),
  );
  return results;
}
