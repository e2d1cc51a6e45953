import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { openClassifier } from '../../algorithms/classifier/classifier.ts';
import { openSegmenter } from '../../algorithms/segmenter/segmenter.ts';
import { readAnsweredMask } from '../../shared/domain/models/answered-mask.ts';
import { type JudgedAreas, judgeAreas, scoreAreas } from '../../shared/domain/models/area-scores.ts';
import { type JudgedClasses, scoreClassSets, scoreOneClass } from '../../shared/domain/models/class-scores.ts';
import { type ColourMap, readClassMask } from '../../shared/domain/shapes/class-mask.ts';
import { layOut, pngCodec, SETS } from './sets.ts';

/**
 * What our algorithms beside the detector learn from real photographs: `node bench/tasks/run.ts crops|tiles|masks
 * [photos=N] [seed=S] [name=value …]`, the rest hyperparameters of training. The figures are of the test photographs,
 * which training never saw.
 */
const [name = '', ...settings] = process.argv.slice(2);
const { photos, ...given } = Object.fromEntries(settings.map((each) => each.split('='))) as Record<string, string>;
const set = SETS[name];
if (!set) throw new Error(`usage: ${Object.keys(SETS).join('|')}`);
const { taskType, labels, attribute } = set;
const algorithm = taskType === 'semantic-segmentation' ? 'segmenter' : 'classifier';

const root = await mkdtemp(join(tmpdir(), 'labelloop-tasks-'));
const laid = await layOut(set, root, photos === undefined ? undefined : Number(photos), Number(given.seed ?? 1));
console.log(
  `${laid.train.length} to learn from, ${laid.validation.length} for validation, ${laid.test.length} for the test`,
);
for (const channel of ['train', 'validation'] as const) {
  await mkdir(join(root, 'input/data', channel), { recursive: true });
  const text = laid[channel].map((line) => JSON.stringify(line)).join('\n');
  await writeFile(join(root, 'input/data', channel, 'labels.manifest'), text);
}
const ofTheData = { labels: JSON.stringify(labels), 'label-attribute-name': attribute, 'task-type': taskType };
await writeFile(
  join(root, 'input/config/hyperparameters.json'),
  JSON.stringify({ threads: '1', ...given, ...ofTheData }),
);
const child = spawn(process.execPath, ['algorithms/container/main.ts', 'train'], {
  env: { ...process.env, ML_ROOT: root, LABELLOOP_ALGORITHM: algorithm },
  stdio: ['ignore', 'pipe', 'inherit'],
});
for await (const text of createInterface({ input: child.stdout })) if (!text.startsWith('progress')) console.log(text);
if (child.exitCode === null) await once(child, 'close');

const fileOf = (line: object) => join(laid.images, basename((line as { 'source-ref': string })['source-ref']));
const tell = (figures: Record<string, number>) =>
  console.log(
    `test: ${Object.entries(figures)
      .map(([key, value]) => `${key} ${value.toFixed(4)}`)
      .join(', ')}`,
  );
if (algorithm === 'classifier') {
  const classifier = await openClassifier(join(root, 'model'), 1);
  const judged: JudgedClasses[] = [];
  for (const line of laid.test) {
    const truth = [(line as { labels: number | number[] }).labels].flat();
    judged.push({ truth, unchecked: [], answer: (await classifier.classify(fileOf(line))).classes });
  }
  await classifier.close();
  const isMulti = taskType === 'image-classification-multi-label';
  const { score, others, perLabel } = (isMulti ? scoreClassSets : scoreOneClass)(judged, labels);
  tell({ [isMulti ? 'macroF1' : 'accuracy']: score, ...others });
  for (const [label, of] of Object.entries(perLabel))
    console.log(`test: ${label} F1 ${of.score?.toFixed(4)}, ${of.truth} images`);
} else {
  const segmenter = await openSegmenter(join(root, 'model'), 1);
  const judged: JudgedAreas[] = [];
  for (const line of laid.test) {
    const { 'labels-ref': ref, 'labels-ref-metadata': metadata } = line as {
      'labels-ref': string;
      'labels-ref-metadata': { 'internal-color-map': ColourMap };
    };
    const png = await readFile(join(laid.masks, basename(ref)));
    const truth = readClassMask(png, metadata['internal-color-map'], labels, pngCodec);
    const given = readAnsweredMask(await segmenter.segment(fileOf(line)), truth, labels, pngCodec);
    judged.push(judgeAreas(truth, given, labels.length));
  }
  await segmenter.close();
  const { score, others, perLabel } = scoreAreas(judged, labels);
  tell({ meanIoU: score, ...others });
  for (const [label, of] of Object.entries(perLabel))
    console.log(`test: ${label} IoU ${of.score?.toFixed(4)}, ${of.truth} images`);
}
await rm(root, { recursive: true });
