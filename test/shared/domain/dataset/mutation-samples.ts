import type { Files } from './memory-dataset.ts';

export const SIZE = { width: 100, height: 80 };

/** Each has three images with two objects each, and nothing that may be left out. */
const IMAGES = ['a', 'b', 'c'];
const BOXES = [
  [10, 20, 30, 40],
  [50, 20, 25, 50],
] as const;
const RINGS = [
  [10, 20, 40, 20, 40, 60],
  [50, 20, 75, 20, 75, 70, 50, 70],
] as const;
/** Objects of each sample. */
export const OBJECTS = IMAGES.length * BOXES.length;

export interface Sample {
  /** Name of the reader's format. */
  format: string;
  files: Files;
  /** Which of the files are mutated. */
  mutated: RegExp;
  /** An object is as long as its line: two whose line break is gone are one, and nothing in them says so. */
  isLineLong?: true;
}

const points = (ring: readonly number[]) =>
  Array.from({ length: ring.length / 2 }, (_, at) => ({ x: ring[2 * at]!, y: ring[2 * at + 1]! }));
const boxed = ([left, top, width, height]: readonly number[]) => ({ left, top, width, height });
const lines = (make: (image: string) => object) => ({
  'm.manifest': IMAGES.map((image) => JSON.stringify(make(image))).join('\n'),
});
const document = (content: unknown) => ({ 'x.json': JSON.stringify(content) });

const boxLine = (image: string) => ({
  'source-ref': `s3://b/${image}.jpg`,
  l: { image_size: [{ ...SIZE, depth: 3 }], annotations: BOXES.map((box) => ({ class_id: 0, ...boxed(box) })) },
  'l-metadata': {
    objects: BOXES.map(() => ({ confidence: 0.9 })),
    'class-map': { '0': 'cat' },
    type: 'groundtruth/object-detection',
    'human-annotated': 'yes',
  },
});
const outlineLine = (image: string) => ({
  'source-ref': `s3://b/${image}.jpg`,
  l: { annotations: RINGS.map((ring) => ({ class_id: 0, vertices: points(ring) })) },
  'l-metadata': { 'class-map': { '0': 'cat' }, type: 'groundtruth/custom', 'human-annotated': 'yes' },
});
const classesLine = (image: string) => ({
  'source-ref': `s3://b/${image}.jpg`,
  l: [0, 1],
  'l-metadata': {
    'class-map': { '0': 'cat', '1': 'dog' },
    'confidence-map': { '0': 0.9, '1': 0.8 },
    type: 'groundtruth/image-classification-multilabel',
    'human-annotated': 'yes',
  },
});

const cocoOf = (shapes: readonly object[]) =>
  document({
    images: IMAGES.map((image, id) => ({ id, file_name: `${image}.jpg`, ...SIZE })),
    annotations: IMAGES.flatMap((_, image) =>
      shapes.map((shape, at) => ({ id: image * shapes.length + at, image_id: image, category_id: 1, ...shape })),
    ),
    categories: [{ id: 1, name: 'cat' }],
  });
/** A square of 10 x 10 at the corner of the image, column by column. */
const MASK = { size: [80, 100], counts: [0, ...Array.from({ length: 9 }, () => [10, 70]).flat(), 10, 7270] };

const tasksOf = (results: readonly object[]) =>
  document(
    IMAGES.map((image, id) => ({
      id,
      data: { image: `/data/upload/1/${image}.jpg` },
      annotations: [{ completed_by: 1, result: results.map((result, at) => ({ id: `r${at}`, ...result })) }],
    })),
  );
const sized = { original_width: 100, original_height: 80 };

const framesOf = (type: string, list: string, shapes: readonly object[]) =>
  document({
    [`${type}-annotations`]: IMAGES.map((image, at) => ({
      'frame-no': at,
      frame: `${image}.jpg`,
      [list]: shapes.map((shape) => ({ 'class-id': '0', 'object-name': 'cat:1', ...shape })),
    })),
  });

const cvatOf = (shapes: readonly string[]) => ({
  'a.xml': `<?xml version="1.0"?>\n<annotations>\n${IMAGES.map(
    (image, id) => `<image id="${id}" name="${image}.jpg" width="100" height="80">\n${shapes.join('\n')}\n</image>\n`,
  ).join('')}</annotations>\n`,
});
const vocObject = ([l, t, w, h]: readonly number[]) =>
  `<object><name>cat</name><bndbox><xmin>${l}</xmin><ymin>${t}</ymin><xmax>${l! + w!}</xmax><ymax>${t! + h!}</ymax></bndbox></object>`;
const vocOf = (image: string) =>
  `<annotation><filename>${image}.jpg</filename><size><width>100</width><height>80</height><depth>3</depth></size>\n${BOXES.map(vocObject).join('\n')}</annotation>\n`;

const yoloOf = (text: string, more = '') => ({
  'data.yaml': `names: [cat]\n${more}`,
  ...Object.fromEntries(IMAGES.map((image) => [`images/${image}.jpg`, ''])),
  ...Object.fromEntries(IMAGES.map((image) => [`labels/${image}.txt`, text])),
});
const YOLO_BOXES = '0 0.25 0.5 0.3 0.5\n0 0.625 0.5625 0.25 0.625\n';
/** A box, then place and visibility of two points. */
const YOLO_POSES = '0 0.25 0.5 0.3 0.5 0.15 0.3 2 0.35 0.6 2\n0 0.625 0.5625 0.25 0.625 0.55 0.3 2 0.7 0.8 2\n';
const CHANNELS = {
  Labels: ['cat'],
  InputDataConfig: [{ DataSource: { S3DataSource: { AttributeNames: ['source-ref', 'l'] } } }],
};

/** What each reader reads, every kind of label that it knows. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  'ground-truth': { format: 'ground-truth', files: lines(boxLine), mutated: /manifest/ },
  'ground-truth outlines': { format: 'ground-truth', files: lines(outlineLine), mutated: /manifest/ },
  'ground-truth classes': { format: 'ground-truth', files: lines(classesLine), mutated: /manifest/ },
  rekognition: { format: 'rekognition', files: lines(boxLine), mutated: /manifest/ },
  sagemaker: {
    format: 'sagemaker',
    files: {
      'channels.json': JSON.stringify(CHANNELS),
      ...lines((image) => ({ 'source-ref': `s3://b/${image}.jpg`, l: boxLine(image).l })),
    },
    mutated: /manifest|json/,
  },
  coco: { format: 'coco', files: cocoOf(BOXES.map((bbox) => ({ bbox }))), mutated: /json/ },
  'coco outlines': {
    format: 'coco',
    files: cocoOf(RINGS.map((ring, at) => ({ segmentation: [ring], bbox: BOXES[at], iscrowd: 0 }))),
    mutated: /json/,
  },
  'coco masks': { format: 'coco', files: cocoOf([{ segmentation: MASK }, { segmentation: MASK }]), mutated: /json/ },
  'create-ml': {
    format: 'create-ml',
    files: document(
      IMAGES.map((image) => ({
        image: `${image}.jpg`,
        annotations: BOXES.map(([x, y, width, height]) => ({ label: 'cat', coordinates: { x, y, width, height } })),
      })),
    ),
    mutated: /json/,
  },
  'label-studio': {
    format: 'label-studio',
    files: tasksOf(
      BOXES.map(([x, y, width, height]) => ({
        type: 'rectanglelabels',
        ...sized,
        value: { x, y, width, height, rotation: 0, rectanglelabels: ['cat'] },
      })),
    ),
    mutated: /json/,
  },
  'label-studio outlines': {
    format: 'label-studio',
    files: tasksOf(
      RINGS.map((ring) => ({
        type: 'polygonlabels',
        ...sized,
        value: { points: points(ring).map(({ x, y }) => [x, y]), polygonlabels: ['cat'] },
      })),
    ),
    mutated: /json/,
  },
  'label-studio choices': {
    format: 'label-studio',
    files: tasksOf(['cat', 'dog'].map((label) => ({ type: 'choices', value: { choices: [label] } }))),
    mutated: /json/,
  },
  'seq-label': {
    format: 'seq-label',
    files: framesOf('tracking', 'annotations', BOXES.map(boxed)),
    mutated: /json/,
  },
  'seq-label outlines': {
    format: 'seq-label',
    files: framesOf(
      'detection',
      'polygons',
      RINGS.map((ring) => ({ vertices: points(ring) })),
    ),
    mutated: /json/,
  },
  csv: {
    format: 'csv',
    files: {
      'a.csv': `img_file,category,box_left,box_top,box_height,box_width,img_width,img_height\n${IMAGES.flatMap(
        (image) =>
          BOXES.map(([left, top, width, height]) => `${image}.jpg,cat,${left},${top},${height},${width},100,80\n`),
      ).join('')}`,
    },
    mutated: /csv/,
  },
  'csv-classes': {
    format: 'csv-classes',
    files: {
      'a.csv': `image,label\n${IMAGES.map((image) => `${image}.jpg,cat\n${image}.jpg,"dog"\n`).join('')}`,
    },
    mutated: /csv/,
    isLineLong: true,
  },
  cvat: {
    format: 'cvat',
    files: cvatOf(
      BOXES.map(
        ([l, t, w, h]) =>
          `<box label="cat" source="manual" occluded="0" xtl="${l}" ytl="${t}" xbr="${l + w}" ybr="${t + h}"></box>`,
      ),
    ),
    mutated: /xml/,
  },
  'cvat outlines and masks': {
    format: 'cvat',
    files: cvatOf([
      '<polygon label="cat" source="manual" points="10.0,20.0;40.0,20.0;40.0,60.0"></polygon>',
      '<mask label="cat" source="manual" rle="0, 4, 1, 1" left="10" top="20" width="3" height="2"></mask>',
    ]),
    mutated: /xml/,
  },
  'cvat tags': {
    format: 'cvat',
    files: cvatOf(['<tag label="cat" source="manual"></tag>', '<tag label="dog" source="manual"></tag>']),
    mutated: /xml/,
  },
  'cvat-video': {
    format: 'cvat-video',
    files: {
      'a.xml': `<annotations>\n<meta><task><size>3</size><original_size><width>100</width><height>80</height></original_size></task></meta>\n${BOXES.map(
        ([l, t, w, h], id) =>
          `<track id="${id}" label="cat" source="manual">\n${IMAGES.map((_, frame) => `<box frame="${frame}" outside="0" occluded="0" keyframe="1" xtl="${l}" ytl="${t}" xbr="${l + w}" ybr="${t + h}"></box>\n`).join('')}</track>\n`,
      ).join('')}</annotations>\n`,
    },
    mutated: /xml/,
  },
  mot: {
    format: 'mot',
    files: {
      's/gt/gt.txt': IMAGES.map((_, frame) =>
        BOXES.map(([l, t, w, h], id) => `${frame + 1},${id + 1},${l},${t},${w},${h},1,1,1\n`).join(''),
      ).join(''),
    },
    mutated: /gt/,
    isLineLong: true,
  },
  voc: {
    format: 'voc',
    files: Object.fromEntries(IMAGES.map((image) => [`Annotations/${image}.xml`, vocOf(image)])),
    mutated: /xml/,
  },
  yolo: { format: 'yolo', files: yoloOf(YOLO_BOXES), mutated: /labels|yaml/ },
  'yolo-segment': {
    format: 'yolo-segment',
    files: yoloOf('0 0.1 0.2 0.4 0.2 0.4 0.6\n0 0.5 0.2 0.75 0.2 0.75 0.7 0.5 0.7 0.4 0.5\n'),
    mutated: /labels/,
    isLineLong: true,
  },
  'yolo-obb': {
    format: 'yolo-obb',
    files: yoloOf('0 0.1 0.2 0.4 0.2 0.4 0.6 0.1 0.6\n0 0.5 0.2 0.75 0.2 0.75 0.7 0.5 0.7\n'),
    mutated: /labels/,
    isLineLong: true,
  },
  'yolo-pose': {
    format: 'yolo-pose',
    files: yoloOf(YOLO_POSES, 'kpt_shape: [2, 3]\nkpt_names: { 0: [nose, tail] }\n'),
    mutated: /labels/,
    isLineLong: true,
  },
  darknet: {
    format: 'darknet',
    files: {
      'obj.names': 'cat\n',
      'obj.data': 'classes = 1\ntrain = train.txt\nnames = obj.names\n',
      'train.txt': IMAGES.map((image) => `obj_train_data/${image}.jpg\n`).join(''),
      ...Object.fromEntries(IMAGES.map((image) => [`obj_train_data/${image}.jpg`, ''])),
      ...Object.fromEntries(IMAGES.map((image) => [`obj_train_data/${image}.txt`, YOLO_BOXES])),
    },
    mutated: /txt|names|data$/,
  },
};
