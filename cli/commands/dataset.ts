import { setFlagsFromString } from 'node:v8';
import { type CommandGroup, type CommandInput, defineCommand } from '../command.ts';
import type { DatasetValues, Subcommand } from '../dataset/subcommand.ts';

const formatsThat = (can: 'reader' | 'writer') => async () => {
  const { formats } = await import('../../shared/domain/dataset/formats/formats.ts');
  return Object.keys(formats).filter((name) => formats[name]![can]);
};

const source = { help: 'a file or folder, here or s3://…; its format is recognised, or named with --from' };
const sourceOnly = { src: source } as const;
const sources = { src: { ...source, many: true } } as const;

const reading = {
  from: { value: 'FORMAT', help: 'the format of SRC, where it does not show', choices: formatsThat('reader') },
  labels: { value: 'a,b,c', help: 'the classes; order = ids' },
  'label-categories': {
    value: 'FILE',
    help: "the classes from a file (Ground Truth's, classes.json, or one name a line)",
  },
  attribute: { value: 'NAME', help: 'the label attribute to read (default: the newest of each line)' },
  images: { value: 'DIR', help: 'where the images are; s3 = where the labels say' },
} as const;

const writing = {
  out: { value: 'DIR', help: 'new folder, here or s3://…', required: true },
  'write-attribute': { value: 'NAME', help: 'the label attribute to write', default: 'labels' },
  'image-prefix': { value: 'URI', help: 'put before image names that are no s3:// URI' },
  'copy-images': { help: 'copy images beside the labels (YOLO, VOC)' },
  'keep-unchecked': { help: 'keep images that nobody checked for every class, as negatives for the rest' },
  outlines: {
    value: 'KIND',
    help: 'write every outline as polygons, or every one as masks (coco, ground-truth)',
    choices: async () => (await import('../dataset/redraw-outlines.ts')).OUTLINES,
  },
} as const;

const to = { value: 'FORMAT', help: 'the format to write', choices: formatsThat('writer') } as const;
const stopped = 'what was half written is removed';

/** Loads the code of a subcommand when it is called. */
const runs =
  (load: () => Promise<Subcommand>) =>
  async ({ values, args, context }: CommandInput): Promise<number> => {
    // Lines die young: a nursery that doubles with each collection would only make the process larger.
    setFlagsFromString('--semi-space-growth-factor=1');
    const subcommand = await load();
    return subcommand(
      [args.src ?? [args.old, args.new]].flat(2) as string[],
      values as unknown as DatasetValues,
      context,
    );
  };

const convert = defineCommand({
  summary: 'the dataset in another format',
  arguments: sourceOnly,
  options: { to: { ...to, required: true }, ...writing, ...reading },
  examples: [
    'labelloop dataset convert instances.json --to yolo --out birds-yolo --images photos --copy-images',
    'labelloop dataset convert s3://bucket/job/manifests/output/output.manifest --to coco --out birds-coco',
  ],
  stopped,
  run: runs(async () => (await import('../dataset/convert.ts')).convert),
});

const inspect = defineCommand({
  summary: 'what is in it: classes, boxes, sizes, empties, failures, who labeled, problems',
  arguments: sourceOnly,
  options: { html: { value: 'FILE', help: 'a page with pictures' }, ...reading },
  examples: ['labelloop dataset inspect birds-yolo', 'labelloop dataset inspect output.manifest --html birds.html'],
  run: runs(async () => (await import('../dataset/inspect.ts')).inspect),
});

const split = defineCommand({
  summary: 'train, validation and test; stratified, the same every time, groups never apart',
  arguments: sourceOnly,
  options: {
    to: { ...to, default: 'ground-truth' },
    validation: { value: 'SHARE', help: 'share of the validation images (default 0.2)' },
    test: { value: 'SHARE', help: 'share of the test images (default 0)' },
    group: { value: 'REGEX', help: 'images with the same match of the file name stay together (a scene)' },
    'near-duplicates': { help: 'images that look alike stay together (needs --images)' },
    frozen: { value: 'DIR', help: 'an earlier split, whose images stay where they are' },
    seed: { value: 'TEXT', help: 'another text, another split' },
    ...writing,
    ...reading,
  },
  examples: ["labelloop dataset split birds-coco --to coco --out birds-split --validation 0.2 --group '^(.*)-[0-9]+'"],
  stopped,
  run: runs(async () => (await import('../dataset/split.ts')).split),
});

const merge = defineCommand({
  summary: 'several datasets as one; the newest label of an image wins, conflicts are listed',
  arguments: sources,
  options: { to: { ...to, default: 'ground-truth' }, ...writing, ...reading },
  examples: ['labelloop dataset merge first.manifest second.manifest --out both'],
  stopped,
  run: runs(async () => (await import('../dataset/merge.ts')).merge),
});

const draw = defineCommand({
  summary: 'a contact sheet of images with their labels (PNG)',
  arguments: sourceOnly,
  options: {
    out: { value: 'FILE', help: 'the picture', default: 'labels.png' },
    count: { value: 'N', help: 'how many images', range: [1, 400], whole: true, default: '24' },
    ...reading,
  },
  examples: ['labelloop dataset draw birds-coco --images photos --out birds.png'],
  run: runs(async () => (await import('../dataset/draw.ts')).draw),
});

const validate = defineCommand({
  summary: 'everything that is wrong with it, by file and line',
  arguments: sourceOnly,
  options: {
    for: { value: 'FORMAT', help: 'also by the rules of this format', choices: formatsThat('writer') },
    'image-prefix': writing['image-prefix'],
    ...reading,
  },
  examples: ['labelloop dataset validate output.manifest --for rekognition'],
  run: runs(async () => (await import('../dataset/validate.ts')).validate),
});

const diff = defineCommand({
  summary: 'what changed between two versions',
  arguments: { old: source, new: source },
  options: reading,
  examples: ['labelloop dataset diff v000001.manifest v000002.manifest'],
  run: runs(async () => (await import('../dataset/diff.ts')).diff),
});

export default {
  summary: 'convert, inspect, split, merge, draw, validate or compare any labeled dataset',
  subcommands: { convert, inspect, split, merge, draw, validate, diff },
} satisfies CommandGroup;
