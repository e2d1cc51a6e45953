import { encodePalettePng } from '../../shared/domain/images/png-pixels.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import type { ImageTruth, LabeledBox } from './draw-boxes.ts';
import type { WorkerSkill } from './worker-skill.ts';

/** What a worker has seen on an object: the boxes that they drew (masks and polygons follow their edges). */
export interface Sight {
  truth: ImageTruth;
  boxes: LabeledBox[];
  labels: readonly string[];
  skill: WorkerSkill;
  /** Boxes to start from, where the task has some. */
  initial: LabeledBox[] | undefined;
  random: () => number;
}

type Value = Record<string, unknown>;

const COLOURS = [0x2ca02c, 0x1f77b4, 0xff7f0e, 0xd62728, 0x8c564b];
const hex = (colour: number) => `#${colour.toString(16).padStart(6, '0')}`;
const sizeOf = ({ width, height }: ImageTruth) => ({ inputImageProperties: { width, height } });

/** The answers of the crowd elements, as each submits them. */
const ELEMENTS: Record<string, (sight: Sight) => Value> = {
  'crowd-bounding-box': ({ truth, boxes, initial }) => ({
    boundingBoxes: boxes,
    ...sizeOf(truth),
    ...(initial && { initialValueModified: JSON.stringify(boxes) !== JSON.stringify(initial) }),
  }),
  'crowd-polygon': ({ truth, boxes }) => ({
    polygons: boxes.map(({ label, left, top, width, height }) => ({
      label,
      vertices: [
        { x: left, y: top },
        { x: left + width, y: top },
        { x: left + width, y: top + height },
        { x: left, y: top + height },
      ],
    })),
    ...sizeOf(truth),
  }),
  'crowd-semantic-segmentation': paint,
  'crowd-image-classifier': chooseOne,
  'crowd-classifier': chooseOne,
  'crowd-image-classifier-multi-select': chooseSome,
  'crowd-classifier-multi-select': chooseSome,
};

/** The first element of the template that a simulated worker knows, with the name under which it submits. */
export function findElement(html: string): { element: string; name: string } {
  for (const [tag, element] of html.matchAll(/<(crowd-[a-z-]+)\b[^>]*/g)) {
    if (!Object.hasOwn(ELEMENTS, element!)) continue;
    return { element: element!, name: /\sname=["']([^"']+)["']/.exec(tag)?.[1] ?? element! };
  }
  return { element: 'crowd-bounding-box', name: 'boundingBox' };
}

/** What the element submits of what the worker has seen. */
export const submit = (element: string, sight: Sight): Value => ELEMENTS[element]!(sight);

function paint({ truth, boxes, labels }: Sight): Value {
  const { width, height } = truth;
  const mask = new Uint8Array(width * height);
  for (const box of boxes) {
    for (let y = box.top; y < box.top + box.height; y++)
      mask.fill(labels.indexOf(box.label) + 1, y * width + box.left, y * width + box.left + box.width);
  }
  const colours = labels.map((_, index) => COLOURS[index % COLOURS.length]! - (index >= COLOURS.length ? index : 0));
  const used = new Set(boxes.map(({ label }) => label));
  const png = encodePalettePng({ width, height, mask }, [0xffffff, ...colours], pngCodec);
  return {
    labelMappings: Object.fromEntries(
      labels.flatMap((label, index) => (used.has(label) ? [[label, { color: hex(colours[index]!) }]] : [])),
    ),
    labeledImage: { pngImageData: Buffer.from(png).toString('base64') },
    ...sizeOf(truth),
  };
}

function chooseOne({ truth, labels, skill, random }: Sight): Value {
  const right = truth.label ?? truth.boxes[0]?.label ?? labels[0]!;
  const others = labels.filter((label) => label !== right);
  const isWrong = others.length > 0 && random() < skill.wrongLabel;
  return { label: isWrong ? others[Math.floor(random() * others.length)]! : right };
}

function chooseSome({ truth, labels, skill, random }: Sight): Value {
  const right = new Set(truth.labels ?? truth.boxes.map(({ label }) => label));
  return { labels: labels.filter((label) => right.has(label) !== random() < skill.wrongLabel) };
}
