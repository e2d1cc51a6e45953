import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseVoc } from '../../cli/loop/true-boxes-of-voc.ts';
import type { BoxObject } from '../../shared/domain/consolidation/bounding-boxes.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import type { BoundingBox } from '../../shared/domain/shapes/bounding-box.ts';
import { referenceData } from '../reference-data.ts';
import { anyBox, drawAs, type LabeledBox, makeCrowd } from './simulated-crowd.ts';

/** One draw of workers for every image, and what is really there; `truth[i]` is undefined where no expert looked. */
export interface BoxDraw {
  objects: BoxObject[];
  truth: Array<LabeledBox[] | undefined>;
}

export interface BoxSet {
  name: string;
  labels: string[];
  draws: BoxDraw[];
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return [...items]
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

interface CrowdLine {
  image_id: string;
  workers: Record<string, BoundingBox[]>;
  expert: BoundingBox[] | null;
}

/** Real workers on real pedestrians: `workers` of the seven who saw each image, `draws` times. */
export function pedestrians(workers: number, draws: number): BoxSet | undefined {
  const folder = referenceData('crowd_boxes_pedestrians');
  if (!folder) return undefined;
  const lines = readFileSync(join(folder, 'boxes.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CrowdLine);
  const label = (boxes: readonly BoundingBox[]) => boxes.map((box) => ({ ...box, label: 'pedestrian' }));
  return {
    name: `real pedestrians, ${workers} workers`,
    labels: ['pedestrian'],
    draws: Array.from({ length: draws }, (_, draw) => {
      const random = seededRandom(draw * 977 + workers);
      return {
        objects: lines.map(({ image_id, workers: answers }) => ({
          objectId: image_id,
          answers: shuffled(Object.keys(answers).sort(), random)
            .slice(0, workers)
            .map((workerId) => ({ workerId, boxes: label(answers[workerId]!) })),
        })),
        truth: lines.map(({ expert }) => (expert ? label(expert) : undefined)),
      };
    }),
  };
}

/** Simulated workers on 60 real blood cell images: `workers` per image from a pool. */
export function bloodCells(
  workers: number,
  pool: number,
  family: 'lognormal' | 'drift',
  draws: number,
): BoxSet | undefined {
  const folder = referenceData('images_bccd', 'Annotations');
  if (!folder) return undefined;
  const labels = ['RBC', 'WBC', 'Platelets'];
  const images = readdirSync(folder)
    .sort()
    .slice(0, 60)
    .map((file) => ({ width: 640, height: 480, truth: parseVoc(readFileSync(join(folder, file), 'utf8')).boxes }));
  return {
    name: `BCCD, ${workers} of ${pool} simulated, ${family}`,
    labels,
    draws: Array.from({ length: draws }, (_, draw) => {
      const random = seededRandom(draw + 100);
      const crowd = makeCrowd(pool, draw, family);
      return {
        objects: images.map((image, index) => {
          const distractors = [anyBox(image, labels, random), anyBox(image, labels, random)];
          const chosen = shuffled(crowd, random).slice(0, workers);
          return {
            objectId: String(index),
            answers: chosen.map((worker) => ({
              workerId: worker.id,
              boxes: drawAs(worker, image, distractors, labels, random, family),
            })),
          };
        }),
        truth: images.map((image) => image.truth),
      };
    }),
  };
}
