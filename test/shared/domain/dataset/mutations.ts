import { formats } from '../../../../shared/domain/dataset/formats/formats.ts';
import { InvalidDocumentError } from '../../../../shared/errors.ts';
import { type Files, read, sourceOf } from './memory-dataset.ts';

const SIZE = { width: 100, height: 80 };

/** Each has three images with two boxes each, and nothing that may be left out. */
const IMAGES = ['a', 'b', 'c'];
const BOXES = [
  [10, 20, 30, 40],
  [50, 20, 25, 50],
] as const;
const OBJECTS = IMAGES.length * BOXES.length;
const each = <Result>(make: (box: readonly number[], image: string, at: number) => Result) =>
  IMAGES.map((image, i) => BOXES.map((box, b) => make(box, image, i * BOXES.length + b)));

const manifest = IMAGES.map((image) =>
  JSON.stringify({
    'source-ref': `s3://b/${image}.jpg`,
    l: {
      image_size: [{ ...SIZE, depth: 3 }],
      annotations: BOXES.map(([left, top, width, height]) => ({ class_id: 0, left, top, width, height })),
    },
    'l-metadata': {
      objects: BOXES.map(() => ({ confidence: 0.9 })),
      'class-map': { '0': 'cat' },
      type: 'groundtruth/object-detection',
      'human-annotated': 'yes',
    },
  }),
).join('\n');
const voc = (boxes: readonly string[], image: string) =>
  `<annotation><filename>${image}.jpg</filename><size><width>100</width><height>80</height><depth>3</depth></size>\n${boxes.join('\n')}</annotation>\n`;

/** Files of each format that is read, and which of them are mutated. */
const SAMPLES: Record<string, { files: Files; mutated: RegExp }> = {
  'ground-truth': { files: { 'm.manifest': manifest }, mutated: /manifest/ },
  rekognition: { files: { 'm.manifest': manifest }, mutated: /manifest/ },
  coco: {
    files: {
      'x.json': JSON.stringify({
        images: IMAGES.map((image, id) => ({ id, file_name: `${image}.jpg`, ...SIZE })),
        annotations: each((bbox, image, id) => ({ id, image_id: IMAGES.indexOf(image), category_id: 1, bbox })).flat(),
        categories: [{ id: 1, name: 'cat' }],
      }),
    },
    mutated: /json/,
  },
  'create-ml': {
    files: {
      'x.json': JSON.stringify(
        IMAGES.map((image) => ({
          image: `${image}.jpg`,
          annotations: BOXES.map(([x, y, width, height]) => ({ label: 'cat', coordinates: { x, y, width, height } })),
        })),
      ),
    },
    mutated: /json/,
  },
  'label-studio': {
    files: {
      'x.json': JSON.stringify(
        IMAGES.map((image, id) => ({
          id,
          data: { image: `/data/upload/1/${image}.jpg` },
          annotations: [
            {
              result: BOXES.map(([x, y, width, height], at) => ({
                id: `r${at}`,
                type: 'rectanglelabels',
                original_width: 100,
                original_height: 80,
                value: { x, y, width, height, rectanglelabels: ['cat'] },
              })),
            },
          ],
        })),
      ),
    },
    mutated: /json/,
  },
  'seq-label': {
    files: {
      'x.json': JSON.stringify({
        'tracking-annotations': IMAGES.map((image, at) => ({
          'frame-no': at,
          frame: `${image}.jpg`,
          annotations: BOXES.map(([left, top, width, height]) => ({
            'class-id': '0',
            'object-name': 'cat:1',
            left,
            top,
            width,
            height,
          })),
        })),
      }),
    },
    mutated: /json/,
  },
  csv: {
    files: {
      'a.csv': `img_file,category,box_left,box_top,box_height,box_width,img_width,img_height\n${each(
        ([left, top, width, height], image) => `${image}.jpg,cat,${left},${top},${height},${width},100,80\n`,
      )
        .flat()
        .join('')}`,
    },
    mutated: /csv/,
  },
  cvat: {
    files: {
      'a.xml': `<?xml version="1.0"?>\n<annotations>\n${IMAGES.map(
        (image, id) =>
          `<image id="${id}" name="${image}.jpg" width="100" height="80">\n${BOXES.map(([l, t, w, h]) => `<box label="cat" source="manual" occluded="0" xtl="${l}" ytl="${t}" xbr="${l + w}" ybr="${t + h}"></box>\n`).join('')}</image>\n`,
      ).join('')}</annotations>\n`,
    },
    mutated: /xml/,
  },
  voc: {
    files: Object.fromEntries(
      each(
        ([l, t, w, h]) =>
          `<object><name>cat</name><bndbox><xmin>${l}</xmin><ymin>${t}</ymin><xmax>${l! + w!}</xmax><ymax>${t! + h!}</ymax></bndbox></object>`,
      ).map((boxes, at) => [`Annotations/${IMAGES[at]}.xml`, voc(boxes, IMAGES[at]!)]),
    ),
    mutated: /xml/,
  },
  yolo: {
    files: {
      'data.yaml': 'names: [cat]\n',
      ...Object.fromEntries(IMAGES.map((image) => [`images/${image}.jpg`, ''])),
      ...Object.fromEntries(
        IMAGES.map((image) => [`labels/${image}.txt`, '0 0.25 0.5 0.3 0.5\n0 0.625 0.5625 0.25 0.625\n']),
      ),
    },
    mutated: /labels/,
  },
};

export const MUTATED_FORMATS = Object.keys(SAMPLES);

/** Numbers that are the same every time (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

const STRAY = [
  '</image>',
  '</x>',
  '<',
  '>',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  'x',
  '0',
  '-',
  '.',
  '\n',
  '<!--',
  '&',
  '\\',
];

/** One hand's slip: characters gone, changed, doubled, changed over, or something put in between. */
function mutate(text: string, random: (below: number) => number): string {
  const at = random(text.length);
  const end = at + 1 + random(8);
  const kind = random(5);
  if (kind === 0) return text.slice(0, at) + text.slice(end);
  if (kind === 1) return text.slice(0, at) + STRAY[random(STRAY.length)] + text.slice(at + 1);
  if (kind === 2) return text.slice(0, end) + text.slice(at);
  if (kind === 3) return text.slice(0, at) + text.slice(at + 1, end) + text[at] + text.slice(end);
  return text.slice(0, at) + STRAY[random(STRAY.length)] + text.slice(at);
}

/**
 * Reads mutations of a format's sample.
 * @returns those of which objects are gone, while no problem, no error and no image without a label says so
 */
export async function silentLosses(format: string, count: number): Promise<string[]> {
  const { files, mutated } = SAMPLES[format]!;
  const { reader } = formats[format]!;
  const names = Object.keys(files).filter((file) => mutated.test(file));
  const random = chance(format.length * 7919);
  const silent: string[] = [];
  for (let run = 0; run < count; run++) {
    const name = names[random(names.length)]!;
    const text = mutate(files[name] as string, random);
    try {
      const { records, problems } = await read(reader!, sourceOf({ ...files, [name]: text }, SIZE));
      const objects = records.reduce((sum, { shapes, classes }) => sum + shapes.length + classes.length, 0);
      const isTold =
        problems.some(({ severity }) => severity !== 'noted') ||
        records.some(({ kind }) => kind === 'failed' || kind === 'other' || kind === 'unlabeled');
      if (objects < OBJECTS && !isTold) silent.push(text);
    } catch (error) {
      if (!(error instanceof InvalidDocumentError))
        throw new Error(`${(error as Error).stack}\nwhile reading\n${text}`);
    }
  }
  return silent;
}

/** Objects that the reader finds in its sample as it is. */
export async function objectsOfSample(format: string): Promise<number> {
  const { records } = await read(formats[format]!.reader!, sourceOf(SAMPLES[format]!.files, SIZE));
  return records.reduce((sum, { shapes }) => sum + shapes.length, 0);
}

export { OBJECTS };
