import { readFile } from 'node:fs/promises';
import { readAnsweredMask } from '../../shared/domain/models/answered-mask.ts';
import { type AreaScore, type JudgedAreas, judgeAreas, scoreAreas } from '../../shared/domain/models/area-scores.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { findBackbone } from '../backbone/find-backbone.ts';
import { type ContainerPaths, runTraining } from '../container/container.ts';
import { writeModel } from '../container/model-folder.ts';
import { chooseFrame } from '../images/frame.ts';
import type { LabeledLine } from '../images/labeled-lines.ts';
import { pngCodec } from '../images/png-codec.ts';
import { findFlip } from '../images/symmetry.ts';
import { parseSizedLearning } from '../network/learning.ts';
import { runLearning } from '../network/learning-run.ts';
import { networkSize } from '../network/network-size.ts';
import { createReporter } from '../network/training-loop.ts';
import { type AreaExample, type AreaLabel, loadAreaExamples, paintLabel, readAreaLabels } from './examples.ts';
import { encodeSegmenter } from './inference-graph.ts';
import { inputSide, MOST_SIDE } from './input-side.ts';
import { createSegmenter, type SegmenterMetadata } from './segmenter.ts';
import { createSegmenterTrainer } from './trainer.ts';

/** SageMaker's training contract: hyperparameters and channels in, a model folder out, metrics on standard output. */
async function train(paths: ContainerPaths, started: number, stop: AbortSignal): Promise<void> {
  const learning = parseSizedLearning(await readFile(paths.hyperparameters, 'utf8'));
  const { labels, labelAttributeName, taskType, seed, threads } = learning;
  const imageFolders = ['images', 'validation-images'].map(paths.channel);
  const maskFolders = ['masks', 'validation-masks'].map(paths.channel);
  const read = (channel: string) => readAreaLabels(paths.channel(channel), imageFolders, maskFolders, learning);
  const training = await read('train');
  const validation = await read('validation');
  if (training.lines.length === 0)
    throw new InvalidDocumentError(
      `the train channel has no line with the attribute "${labelAttributeName}" (${training.skipped} lines without it): nothing to learn from`,
    );
  const backbone = await findBackbone(learning);
  const report = createReporter(started);
  const load = (frame: ImageSize) =>
    loadAreaExamples(training.lines, labels, frame, (done) => report(0, `decoding=${done}/${training.lines.length}`));
  const most = learning.inputSize === 'auto' ? MOST_SIDE : learning.inputSize;
  let examples = await load({ width: most, height: most });
  const images = examples.map(({ original }) => original);
  const frame = chooseFrame(
    images.map((size) => ({ ...size, boxes: [] })),
    inputSide(images, learning.inputSize),
  );
  if (frame.width !== most || frame.height !== most) examples = await load(frame);
  console.log(
    `train: ${training.lines.length} images, ${training.skipped} lines skipped; validation: ${validation.lines.length} images, ` +
      `${validation.skipped} lines skipped; input ${frame.width}x${frame.height}; seed ${seed}`,
  );
  const flip = learning.flip === 'auto' ? findFlip(examples.map(withBoxes), labels.length) : learning.flip;
  console.log(`train: mirror images: ${flip}${learning.flip === 'auto' ? " (found by the objects' symmetry)" : ''}`);
  const size = networkSize(learning, examples.length, backbone !== undefined);
  console.log(`train: ${size.width} width, ${size.batchSize} images a step`);
  const options = { ...learning, ...size, labels: labels.length, frame, flip, backbone };
  const trainer = await createSegmenterTrainer(examples, options);
  await runLearning(trainer, learning, { images: examples.length, frame, hash: training.hash, paths, report, stop });

  const model = encodeSegmenter(trainer.network());
  const answer = taskType === 'polygon' ? 'outlines' : 'mask';
  const metadata: SegmenterMetadata = { version: 1, algorithm: 'segmenter', labels, frame, answer };
  await writeModel(paths.model, model, metadata);
  if (validation.lines.length > 0) printScore(await judge(model, metadata, validation.lines, threads));
}

/** The box around each class's pixels: what its look is taken from. */
function withBoxes(example: AreaExample) {
  const { classes, width } = example;
  const sides = new Map<number, { left: number; top: number; right: number; bottom: number }>();
  classes.forEach((index, at) => {
    if (index === 0) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    const box = sides.get(index) ?? { left: x, top: y, right: x, bottom: y };
    sides.set(index, {
      left: Math.min(box.left, x),
      top: Math.min(box.top, y),
      right: Math.max(box.right, x),
      bottom: Math.max(box.bottom, y),
    });
  });
  const boxes = [...sides].map(([index, { left, top, right, bottom }]) => ({
    class_id: index - 1,
    left,
    top,
    width: right - left + 1,
    height: bottom - top + 1,
  }));
  return { ...example, boxes };
}

async function judge(
  model: Uint8Array,
  metadata: SegmenterMetadata,
  lines: ReadonlyArray<LabeledLine<AreaLabel>>,
  threads: number,
): Promise<AreaScore> {
  const { labels } = metadata;
  const segmenter = await createSegmenter(model, metadata, threads);
  const judged: JudgedAreas[] = [];
  for (const { file, label } of lines) {
    const truth = await paintLabel(label, labels);
    const given = readAnsweredMask(await segmenter.segment(file), truth, labels, pngCodec);
    judged.push(judgeAreas(truth, given, labels.length, label.unchecked));
  }
  await segmenter.close();
  return scoreAreas(judged, labels);
}

function printScore({ score, others, perLabel }: AreaScore): void {
  for (const [label, of] of Object.entries(perLabel))
    console.log(`validation: ${label} IoU ${of.score?.toFixed(4) ?? 'unknown'}, ${of.truth} images`);
  console.log(`validation:meanIoU=${score.toFixed(4)} validation:boundaryF=${others.boundaryF!.toFixed(4)}`);
}

await runTraining(train);
