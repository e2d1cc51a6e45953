import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EVIDENCE_FILE, type TrainingEvidence } from '../../../shared/contracts/training-evidence.ts';
import { meanAveragePrecision } from '../../../shared/domain/models/average-precision.ts';
import { describeCurve } from '../../../shared/domain/models/learning-curve.ts';
import type { Example } from '../images/augmentation.ts';
import { type LabeledFile, loadExamples } from '../images/dataset.ts';
import type { Lesson, TrainingRun } from '../training-run.ts';
import { gatherEvidence, type LabeledExample } from './gather-evidence.ts';

const MOST_CPU_SECONDS = 600;

/**
 * Writes what quick models say into the folder that becomes `output.tar.gz`; it takes no more CPU time than the
 * training did.
 */
export async function writeEvidence(folder: string, run: TrainingRun, lesson: Lesson): Promise<void> {
  const { training, validation, hyperparameters, stop } = run;
  const { learningRate, seed, threads, labels } = hyperparameters;
  const { examples, flip, backbone, metadata, cpuSeconds } = lesson;
  const { frame } = metadata;
  const begun = performance.now();
  const evidence = await gatherEvidence({
    train: paired(training.files, examples),
    validation: paired(validation.files, await loadExamples(validation.files, frame, () => {})),
    ...{ frame, flip, backbone, learningRate, seed, threads, metadata, stop },
    cpuSeconds: Math.min(MOST_CPU_SECONDS, cpuSeconds),
    onProgress: (done, of) => console.log(`evidence: quick model ${done} of ${of}`),
  });
  if (!evidence) return console.log('evidence: none, there is too little time or nothing to compare');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, EVIDENCE_FILE), JSON.stringify(evidence));
  for (const line of describe(evidence, labels)) console.log(`evidence: ${line}`);
  console.log(`evidence: took ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

const paired = (files: readonly LabeledFile[], examples: readonly Example[]): LabeledExample[] =>
  files.map((labeled, index) => ({ labeled, example: examples[index]! }));

function describe({ crossValidation, learningCurve }: TrainingEvidence, labels: readonly string[]): string[] {
  const lines = learningCurve ? [describeCurve(learningCurve)] : [];
  if (!crossValidation) return lines;
  const { folds, images } = crossValidation;
  const { map50 } = meanAveragePrecision({
    truth: images.map(({ boxes }) => boxes),
    predictions: images.map(({ predictions }) => predictions),
    labels,
  });
  return [`${folds} folds of ${images.length} images, quick models: mAP50 ${map50.toFixed(4)}`, ...lines];
}
