import { readFile } from 'node:fs/promises';
import { type DetectionSet, meanAveragePrecision } from '../../shared/domain/models/average-precision.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { type ContainerPaths, runTraining } from '../container/container.ts';
import { writeEvidence } from './evidence/write-evidence.ts';
import { parseHyperparameters } from './hyperparameters.ts';
import { readLabeledFiles } from './images/dataset.ts';
import { trainDetector } from './training-run.ts';

/** What the model answers with; the consumer of a prediction sets its own, higher threshold. */
const DECODING = { minimumConfidence: 0.02, maximumOverlap: 0.6, maximumBoxes: 100 };

/** SageMaker's training contract: hyperparameters and channels in, a model folder out, metrics on standard output. */
async function train(paths: ContainerPaths, started: number, stop: AbortSignal): Promise<void> {
  const hyperparameters = parseHyperparameters(await readFile(paths.hyperparameters, 'utf8'));
  const { labels, labelAttributeName } = hyperparameters;
  const imageFolders = ['images', 'validation-images'].map(paths.channel);
  const read = (channel: string) => readLabeledFiles(paths.channel(channel), imageFolders, labelAttributeName, labels);
  const training = await read('train');
  const validation = await read('validation');
  if (training.files.length === 0)
    throw new InvalidDocumentError(
      `the train channel has no line with the attribute "${labelAttributeName}" (${training.skipped} lines without it): nothing to learn from`,
    );
  const run = { paths, hyperparameters, decoding: DECODING, training, validation, started, stop };
  const { seen, lesson } = await trainDetector(run);
  if (seen) printScore(seen);
  if (hyperparameters.evidence === 'none' || stop.aborted) return;
  await writeEvidence(paths.output, run, lesson);
}

function printScore(seen: DetectionSet): void {
  const score = meanAveragePrecision(seen);
  for (const [label, { ap50, truth }] of Object.entries(score.perLabel))
    console.log(`validation: ${label} AP50 ${ap50?.toFixed(4) ?? 'unknown'}, ${truth} objects`);
  console.log(`validation:mAP50=${score.map50.toFixed(4)} validation:mAP5095=${score.map5095.toFixed(4)}`);
}

await runTraining(train);
