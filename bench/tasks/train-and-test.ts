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
import { judgeLinearAreas, judgeLinearClasses } from './linear-baseline.ts';
import { type LaidOut, layOut, pngCodec, type TaskSet } from './sets.ts';

export const METHODS = ['pretrained', 'scratch', 'linear'] as const;
export type Method = (typeof METHODS)[number];

export interface Lesson {
  method: Method;
  /** How many photographs to learn from; undefined: all. */
  photos: number | undefined;
  seed: number;
  /** Further hyperparameters of training. */
  given: Record<string, string>;
  tell(line: string): void;
}

/** Figures of the test photographs, which training never saw, by name; `f1.<label>` or `iou.<label>` for each class. */
export async function trainAndTest(set: TaskSet, lesson: Lesson): Promise<Record<string, number>> {
  const root = await mkdtemp(join(tmpdir(), 'labelloop-tasks-'));
  try {
    const laid = await layOut(set, root, lesson.photos, lesson.seed);
    const { train, validation, test } = laid;
    lesson.tell(`${train.length} to learn from, ${validation.length} for validation, ${test.length} for the test`);
    if (lesson.method !== 'linear') await trainOn(set, root, laid, lesson);
    if (set.taskType === 'semantic-segmentation') {
      const judged =
        lesson.method === 'linear' ? await judgeLinearAreas(set, laid, lesson.seed) : await judgeMasks(set, root, laid);
      const { score, others, perLabel } = scoreAreas(judged, set.labels);
      return { meanIoU: score, ...others, ...named('iou', perLabel) };
    }
    const judged = lesson.method === 'linear' ? await judgeLinearClasses(set, laid) : await judgeClasses(root, laid);
    const isMulti = set.taskType === 'image-classification-multi-label';
    const { score, others, perLabel } = (isMulti ? scoreClassSets : scoreOneClass)(judged, set.labels);
    return { [isMulti ? 'macroF1' : 'accuracy']: score, ...others, ...named('f1', perLabel) };
  } finally {
    await rm(root, { recursive: true });
  }
}

const named = (what: string, perLabel: Record<string, { score: number | null }>) =>
  Object.fromEntries(Object.entries(perLabel).map(([label, { score }]) => [`${what}.${label}`, score ?? Number.NaN]));

async function trainOn({ labels, attribute, taskType }: TaskSet, root: string, laid: LaidOut, lesson: Lesson) {
  for (const channel of ['train', 'validation'] as const) {
    await mkdir(join(root, 'input/data', channel), { recursive: true });
    const text = laid[channel].map((line) => JSON.stringify(line)).join('\n');
    await writeFile(join(root, 'input/data', channel, 'labels.manifest'), text);
  }
  const ofTheData = { labels: JSON.stringify(labels), 'label-attribute-name': attribute, 'task-type': taskType };
  const pretrained = lesson.method === 'pretrained' ? 'auto' : 'none';
  await writeFile(
    join(root, 'input/config/hyperparameters.json'),
    JSON.stringify({ threads: '1', seed: String(lesson.seed), pretrained, ...lesson.given, ...ofTheData }),
  );
  const algorithm = taskType === 'semantic-segmentation' ? 'segmenter' : 'classifier';
  const child = spawn(process.execPath, ['algorithms/container/main.ts', 'train'], {
    env: { ...process.env, ML_ROOT: root, LABELLOOP_ALGORITHM: algorithm },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const text of createInterface({ input: child.stdout }))
    if (!text.startsWith('progress')) lesson.tell(text);
  if (child.exitCode === null) await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`training ended with ${child.exitCode}`);
}

const fileOf = (line: object, folder: string, key = 'source-ref') =>
  join(folder, basename((line as Record<string, string>)[key]!));

async function judgeClasses(root: string, laid: LaidOut): Promise<JudgedClasses[]> {
  const classifier = await openClassifier(join(root, 'model'), 1);
  const judged: JudgedClasses[] = [];
  for (const line of laid.test) {
    const truth = [(line as { labels: number | number[] }).labels].flat();
    judged.push({ truth, unchecked: [], answer: (await classifier.classify(fileOf(line, laid.images))).classes });
  }
  await classifier.close();
  return judged;
}

async function judgeMasks({ labels }: TaskSet, root: string, laid: LaidOut): Promise<JudgedAreas[]> {
  const segmenter = await openSegmenter(join(root, 'model'), 1);
  const judged: JudgedAreas[] = [];
  for (const line of laid.test) {
    const metadata = (line as { 'labels-ref-metadata': { 'internal-color-map': ColourMap } })['labels-ref-metadata'];
    const png = await readFile(fileOf(line, laid.masks, 'labels-ref'));
    const truth = readClassMask(png, metadata['internal-color-map'], labels, pngCodec);
    const given = readAnsweredMask(await segmenter.segment(fileOf(line, laid.images)), truth, labels, pngCodec);
    judged.push(judgeAreas(truth, given, labels.length));
  }
  await segmenter.close();
  return judged;
}
