import {
  type BoundingBox,
  clampToImage,
  closestBox,
  intersectionOverUnion,
} from '../../shared/domain/shapes/bounding-box.ts';
import type { WorkerSkill } from './worker-skill.ts';

export interface LabeledBox extends BoundingBox {
  label: string;
}

/** What is really on an image; pixels. */
export interface KnownImage {
  width: number;
  height: number;
  boxes: LabeledBox[];
  /** Its class; missing = that of the first box. */
  label?: string;
  /** Its classes; missing = those of the boxes. */
  labels?: string[];
}

/** Smallest box side that anybody draws, pixels. */
const SMALLEST = 3;
/** A starting box that overlaps an object at least this much is about that object. */
const ABOUT = 0.3;

/** Standard normal by Box and Muller. */
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/**
 * What a worker draws on an image: the truth with the worker's errors. With starting boxes the worker corrects those:
 * right ones stay as they are, wrong ones are mended or, by a trusting worker, left.
 * @param random uniform in [0, 1); the only source of chance
 */
export function drawBoxes(
  truth: KnownImage,
  skill: WorkerSkill,
  labels: readonly string[],
  initial: readonly LabeledBox[],
  random: () => number,
): LabeledBox[] {
  const left = new Set(initial);
  const drawn: LabeledBox[] = [];
  for (const object of truth.boxes) {
    const start = closestBox(object, [...left], ABOUT);
    if (start) left.delete(start);
    const isRight = start?.label === object.label && intersectionOverUnion(start, object) >= 0.85;
    if (start && (isRight || random() < skill.trusting)) drawn.push(start);
    else if (random() >= (start ? skill.missed / 3 : skill.missed)) drawn.push(draw(object, skill, labels, random));
  }
  for (const start of left) if (random() < skill.trusting) drawn.push(start);
  for (let chance = skill.extra; chance > 0; chance -= 1) {
    if (random() < chance) drawn.push(somewhere(truth, labels, random));
  }
  return clamped(drawn, truth);
}

/**
 * What saboteurs who have agreed draw: every object beside its place, under the next label. No consensus can see
 * through it.
 */
export function drawSabotage(truth: KnownImage, labels: readonly string[]): LabeledBox[] {
  const moved = truth.boxes.map((box) => ({
    ...box,
    left: box.left + 0.6 * box.width,
    label: labels[(labels.indexOf(box.label) + 1) % labels.length]!,
  }));
  return clamped(moved, truth);
}

function draw(object: LabeledBox, skill: WorkerSkill, labels: readonly string[], random: () => number): LabeledBox {
  const width = object.width * Math.max(0.2, 1 + skill.size * normal(random));
  const height = object.height * Math.max(0.2, 1 + skill.size * normal(random));
  const centreX = object.left + object.width * (0.5 + skill.shift * normal(random));
  const centreY = object.top + object.height * (0.5 + skill.shift * normal(random));
  const others = labels.filter((label) => label !== object.label);
  const isWrong = others.length > 0 && random() < skill.wrongLabel;
  const label = isWrong ? others[Math.floor(random() * others.length)]! : object.label;
  return { label, left: centreX - width / 2, top: centreY - height / 2, width, height };
}

function somewhere({ width, height }: KnownImage, labels: readonly string[], random: () => number): LabeledBox {
  const boxWidth = width * (0.05 + 0.25 * random());
  const boxHeight = height * (0.05 + 0.25 * random());
  return {
    label: labels[Math.floor(random() * labels.length)]!,
    left: random() * (width - boxWidth),
    top: random() * (height - boxHeight),
    width: boxWidth,
    height: boxHeight,
  };
}

/** People click whole pixels inside the image. */
function clamped(boxes: LabeledBox[], { width, height }: KnownImage): LabeledBox[] {
  return boxes.flatMap(({ label, ...box }) => {
    const inside = clampToImage(box, width, height, SMALLEST);
    if (!inside) return [];
    const left = Math.round(inside.left);
    const top = Math.round(inside.top);
    const right = Math.min(width, Math.round(inside.left + inside.width));
    const bottom = Math.min(height, Math.round(inside.top + inside.height));
    return { label, left, top, width: right - left, height: bottom - top };
  });
}
