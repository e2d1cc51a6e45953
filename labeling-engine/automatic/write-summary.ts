import type { EnginePorts } from '../engine-ports.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { automationSettings, FIRST_ROUND, machineKindOf } from './automation.ts';
import { countHeld, nextDay } from './daily-portions.ts';
import { readJobObjects } from './peoples-labels.ts';
import { RoundFiles } from './round-files.ts';
import { summarizeRounds } from './summarize-rounds.ts';

/**
 * Writes how the job's rounds went, as it stands. Whoever comes later writes it again.
 * @param how `rounds`: how many are decided, `learns`: whether models learn; by default as the job's document knows
 */
export async function writeSummary(
  job: Job,
  document: JobDocument,
  ports: EnginePorts,
  how: { rounds?: number; learns?: boolean } = {},
): Promise<void> {
  const { round, phase } = document.automation ?? FIRST_ROUND;
  const isLearning = document.status === 'InProgress' && (phase === 'training' || phase === 'predicting');
  const { rounds = round, learns = isLearning } = how;
  const files = new RoundFiles(job, document, ports);
  const first = await files.findFirstImages();
  if (!first) return;
  const past = await Promise.all(Array.from({ length: rounds }, (_, round) => files.past(round)));
  const kind = machineKindOf(document.request);
  const objects = await readJobObjects(kind, job, document, ports);
  const { precision, dailyCap } = automationSettings(document.request);
  const summary = summarizeRounds(kind, objects, first.ids, past, precision, document.automation?.endedBecause);
  const held = dailyCap === undefined ? 0 : await countHeld(files, past);
  const capped = held > 0 && { capped: { images: held, dailyCap: dailyCap!, until: nextDay(ports.now()) } };
  await files.writeSummary({ ...summary, learns, ...capped });
}
