import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ClassificationObject,
  consolidateClassification,
} from '../../shared/domain/consolidation/classification.ts';
import { emptyLabelState } from '../../shared/domain/consolidation/label-workers.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { referenceData } from '../reference-data.ts';

export const SETS = ['bluebird', 'rte', 'web', 'adult2'];

/**
 * Accuracy in percent: majority (ties count by chance) against ours, with all answers, three an object, and three in
 * payloads of 20 without state.
 */
export function classificationTable(): string[] {
  const folder = referenceData('crowd_classification');
  if (!folder) return [];
  const lines = [
    '',
    'classification accuracy, majority / labelloop',
    'set            all answers    3 an object    3, payloads of 20',
  ];
  for (const set of SETS) {
    const objects = readObjects(join(folder, set, 'answers.csv'));
    const truth = new Map(readRows(join(folder, set, 'truth.csv')).map(([id, label]) => [id!, label!]));
    const labels = [...new Set(objects.flatMap(({ answers }) => answers.map(({ label }) => label)))].sort();
    const three = thin(objects, 3);
    const cells = [
      accuracy(objects, truth, labels, Number.POSITIVE_INFINITY),
      accuracy(three, truth, labels, Number.POSITIVE_INFINITY),
      accuracy(three, truth, labels, 20),
    ];
    lines.push(`${set.padEnd(12)} ${cells.map((cell) => cell.padEnd(14)).join(' ')}`);
  }
  return [...lines, ...groundTruthJobs()];
}

export const readRows = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','));

export function readObjects(file: string): ClassificationObject[] {
  const objects = new Map<string, Map<string, string>>();
  for (const [id, workerId, label] of readRows(file)) {
    const answers = objects.get(id!) ?? new Map<string, string>();
    objects.set(id!, answers);
    if (!answers.has(workerId!)) answers.set(workerId!, label!);
  }
  return [...objects].map(([objectId, answers]) => ({
    objectId,
    answers: [...answers].map(([workerId, label]) => ({ workerId, label })),
  }));
}

/** At most `count` answers an object, drawn at random. */
export function thin(objects: readonly ClassificationObject[], count: number): ClassificationObject[] {
  const random = seededRandom(1);
  return objects.map(({ objectId, answers }) => ({
    objectId,
    answers: answers
      .map((answer) => [random(), answer] as const)
      .sort(([a], [b]) => a - b)
      .slice(0, count)
      .map(([, answer]) => answer),
  }));
}

function accuracy(
  objects: readonly ClassificationObject[],
  truth: ReadonlyMap<string, string>,
  labels: readonly string[],
  payload: number,
): string {
  let [judged, majority, ours] = [0, 0, 0];
  for (let start = 0; start < objects.length; start += Math.min(payload, objects.length)) {
    const part = objects.slice(start, start + Math.min(payload, objects.length));
    consolidateClassification(part, labels, emptyLabelState()).objects.forEach(({ objectId, label }, index) => {
      const actual = truth.get(objectId);
      if (actual === undefined) return;
      judged++;
      if (label === actual) ours++;
      const counts = new Map<string, number>();
      for (const { label: voted } of part[index]!.answers) counts.set(voted, (counts.get(voted) ?? 0) + 1);
      const most = Math.max(...counts.values());
      const tied = [...counts].filter(([, count]) => count === most).map(([voted]) => voted);
      if (tied.includes(actual)) majority += 1 / tied.length;
    });
  }
  return [majority, ours].map((right) => ((100 * right) / judged).toFixed(1)).join(' / ');
}

interface JobLine {
  request: Array<{
    datasetObjectId: string;
    annotations: Array<{ workerId: string; annotationData: { content: string } }>;
  }>;
  response: Array<{ datasetObjectId: string; consolidatedAnnotation: { content: Record<string, unknown> } }>;
}

/**
 * Ground Truth's real text jobs: how often a unanimous vote is overruled, how often a label comes out that nobody
 * chose.
 */
function groundTruthJobs(): string[] {
  const folder = referenceData('gt_jobs_textclass');
  if (!folder) return [];
  const counts = { unanimous: 0, overruled: 0, unchosen: 0, objects: 0 };
  for (const job of JOBS) {
    const lines = readFileSync(join(folder, job, 'consolidation.jsonl'), 'utf8')
      .trim()
      .split('\n');
    for (const { request } of lines.map((line) => JSON.parse(line) as JobLine)) {
      const objects = (request ?? []).map(({ datasetObjectId, annotations }) => ({
        objectId: datasetObjectId,
        answers: annotations.flatMap(({ workerId, annotationData }) => {
          const label = labelOf(JSON.parse(annotationData.content));
          return label === undefined ? [] : { workerId, label };
        }),
      }));
      const labels = [...new Set(objects.flatMap(({ answers }) => answers.map(({ label }) => label)))].sort();
      if (labels.length === 0) continue;
      consolidateClassification(objects, labels, emptyLabelState()).objects.forEach(({ label }, index) => {
        const votes = objects[index]!.answers.map((answer) => answer.label);
        if (votes.length === 0) return;
        counts.objects++;
        if (new Set(votes).size === 1 && votes.length > 1) {
          counts.unanimous++;
          if (label !== votes[0]) counts.overruled++;
        }
        if (!votes.includes(label!)) counts.unchosen++;
      });
    }
  }
  return [
    '',
    `real Ground Truth text jobs, ${counts.objects} objects: ${counts.overruled} of ${counts.unanimous} unanimous votes overruled, ${counts.unchosen} labels that nobody chose`,
  ];
}

const JOBS = [
  'normal-cot-qa-limited',
  'self-samples-negated',
  'ten-preds-negated-cot-qa-updated-neg-teach-var-temp',
  'ten-preds-negated-cot-qa-updated-neg-teach-var-temp-2',
  'ten-preds-negated-cot-qa-updated-neg-teach-var-temp-ablated-3',
  'ten-preds-negated-few-shot-qa-2',
  'ten-preds-normal-cot-qa-updated-neg-teach-var-temp-1',
  'ten-preds-normal-cot-qa-updated-neg-teach-var-temp-2',
  'ten-preds-normal-few-shot-qa-2a',
  'ten-preds-normal-few-shot-qa-3a',
];

function labelOf(form: unknown): string | undefined {
  for (const value of Object.values(form as Record<string, unknown>)) {
    const label = (value as { label?: unknown } | null)?.label;
    if (typeof label === 'string') return label;
  }
  return undefined;
}
