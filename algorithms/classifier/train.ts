import { readFile } from 'node:fs/promises';
import {
  type ClassScore,
  type JudgedClasses,
  scoreClassSets,
  scoreOneClass,
} from '../../shared/domain/models/class-scores.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { findBackbone } from '../backbone/find-backbone.ts';
import { type ContainerPaths, runTraining } from '../container/container.ts';
import { writeModel } from '../container/model-folder.ts';
import { chooseFrame } from '../images/frame.ts';
import type { LabeledLine } from '../images/labeled-lines.ts';
import { findFlip } from '../images/symmetry.ts';
import { parseLearning } from '../network/learning.ts';
import { runLearning } from '../network/learning-run.ts';
import { createReporter } from '../network/training-loop.ts';
import { fitTemperature, fitThresholds, type Guess } from './calibration.ts';
import { type ClassifierMetadata, createClassifier } from './classifier.ts';
import { type ClassLabel, loadClassExamples, readClassLabels } from './examples.ts';
import { encodeClassifier } from './inference-graph.ts';
import { createClassifierTrainer } from './trainer.ts';

/** Long side of the network's input, pixels: pretrained features were learned on things that fill such an image. */
const SIDE = { pretrained: 192, none: 128 };

/** SageMaker's training contract: hyperparameters and channels in, a model folder out, metrics on standard output. */
async function train(paths: ContainerPaths, started: number, stop: AbortSignal): Promise<void> {
  const learning = parseLearning(await readFile(paths.hyperparameters, 'utf8'));
  const { labels, labelAttributeName, taskType, seed, threads } = learning;
  const isMulti = taskType === 'image-classification-multi-label';
  const imageFolders = ['images', 'validation-images'].map(paths.channel);
  const read = (channel: string) => readClassLabels(paths.channel(channel), imageFolders, learning);
  const training = await read('train');
  const validation = await read('validation');
  if (training.lines.length === 0)
    throw new InvalidDocumentError(
      `the train channel has no line with the attribute "${labelAttributeName}" (${training.skipped} lines without it): nothing to learn from`,
    );
  const backbone = await findBackbone(learning);
  const report = createReporter(started);
  const side = learning.inputSize === 'auto' ? SIDE[backbone ? 'pretrained' : 'none'] : learning.inputSize;
  const whole = { width: side, height: side };
  const examples = await loadClassExamples(training.lines, whole, (done) =>
    report(0, `decoding=${done}/${training.lines.length}`),
  );
  const frame = chooseFrame(
    examples.map(({ width, height }) => ({ width, height, boxes: [] })),
    side,
  );
  console.log(
    `train: ${training.lines.length} images, ${training.skipped} lines skipped; validation: ${validation.lines.length} images, ` +
      `${validation.skipped} lines skipped; input ${frame.width}x${frame.height}; seed ${seed}`,
  );
  const shown = examples.map(({ truth, ...picture }) => ({
    ...picture,
    boxes: truth.map((class_id) => ({ class_id, left: 0, top: 0, width: picture.width, height: picture.height })),
  }));
  const flip = learning.flip === 'auto' ? findFlip(shown, labels.length) : learning.flip;
  console.log(`train: mirror images: ${flip}${learning.flip === 'auto' ? " (found by the images' symmetry)" : ''}`);
  const trainer = await createClassifierTrainer(examples, {
    ...learning,
    labels: labels.length,
    isMulti,
    frame,
    flip,
    backbone,
  });
  await runLearning(trainer, learning, { images: examples.length, frame, hash: training.hash, paths, report, stop });

  const network = trainer.network();
  const metadata: ClassifierMetadata = { version: 1, algorithm: 'classifier', labels, frame, thresholds: null };
  const guesses = await guess(encodeClassifier(network, 1), metadata, validation.lines, threads);
  const temperature = fitTemperature(guesses, isMulti);
  const model = encodeClassifier(network, temperature);
  const cooled = isMulti ? await guess(model, metadata, validation.lines, threads) : [];
  const thresholds = isMulti ? fitThresholds(cooled, labels.length) : null;
  const told = thresholds ? `; from ${thresholds.map((each) => each.toFixed(2)).join(', ')} on` : '';
  console.log(`train: temperature ${temperature.toFixed(2)}, fitted on the validation images${told}`);
  await writeModel(paths.model, model, { ...metadata, thresholds });
  if (validation.lines.length === 0) return;
  const judged = await judge(model, { ...metadata, thresholds }, validation.lines, threads);
  printScore(isMulti ? scoreClassSets(judged, labels) : scoreOneClass(judged, labels), isMulti);
}

type Lines = ReadonlyArray<LabeledLine<ClassLabel>>;

async function judge(
  model: Uint8Array,
  metadata: ClassifierMetadata,
  lines: Lines,
  threads: number,
): Promise<JudgedClasses[]> {
  const classifier = await createClassifier(model, metadata, threads);
  const judged: JudgedClasses[] = [];
  for (const { file, label } of lines) judged.push({ ...label, answer: (await classifier.classify(file)).classes });
  await classifier.close();
  return judged;
}

async function guess(model: Uint8Array, metadata: ClassifierMetadata, lines: Lines, threads: number): Promise<Guess[]> {
  const judged = await judge(model, metadata, lines, threads);
  return judged.map(({ truth, unchecked, answer }) => ({
    truth,
    asked: metadata.labels.flatMap((_, id) => (unchecked.includes(id) ? [] : id)),
    probabilities: answer.toSorted((a, b) => a.class_id - b.class_id).map(({ confidence }) => confidence),
  }));
}

function printScore({ score, others, perLabel }: ClassScore, isMulti: boolean): void {
  for (const [label, of] of Object.entries(perLabel))
    console.log(`validation: ${label} F1 ${of.score?.toFixed(4) ?? 'unknown'}, ${of.truth} images`);
  const all = { [isMulti ? 'macroF1' : 'accuracy']: score, ...others };
  console.log(
    Object.entries(all)
      .map(([name, value]) => `validation:${name}=${value.toFixed(4)}`)
      .join(' '),
  );
}

await runTraining(train);
