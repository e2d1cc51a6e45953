import { setFlagsFromString } from 'node:v8';
import { CommandError, defineCommand, exitCodes } from '../command.ts';
import type { Subcommand } from '../dataset/subcommand.ts';

const subcommands: Record<string, () => Promise<Subcommand>> = {
  convert: async () => (await import('../dataset/convert.ts')).convert,
  inspect: async () => (await import('../dataset/inspect.ts')).inspect,
  split: async () => (await import('../dataset/split.ts')).split,
  merge: async () => (await import('../dataset/merge.ts')).merge,
  draw: async () => (await import('../dataset/draw.ts')).draw,
  validate: async () => (await import('../dataset/validate.ts')).validate,
  diff: async () => (await import('../dataset/diff.ts')).diff,
};

export default defineCommand({
  usage: '<convert|inspect|split|merge|draw|validate|diff> SRC… [options]',
  help: [
    ['convert SRC', 'the dataset in another format'],
    ['inspect SRC', 'what is in it: classes, boxes, sizes, empties, failures, who labeled, problems'],
    ['split SRC', 'train, validation and test; stratified, the same every time, groups never apart'],
    ['merge SRC…', 'several datasets as one; the newest label of an image wins, conflicts are listed'],
    ['draw SRC', 'a contact sheet of images with their labels (PNG, --out FILE)'],
    ['validate SRC', 'everything that is wrong with it, by file and line'],
    ['diff OLD NEW', 'what changed between two versions'],
    ['SRC', 'a file or folder, here or s3://…; its format is recognised, or named with --from'],
    ['--to FORMAT', 'ground-truth, coco, voc, yolo, yolo-segment, yolo-classify, darknet, csv, rekognition, sagemaker'],
    ['--out DIR', 'new folder, here or s3://…'],
    ['--from FORMAT', 'the same, or label-studio, cvat, seq-label'],
    ['--labels a,b,c', 'the classes; order = ids'],
    ['--label-categories FILE', "the same from a file (Ground Truth's, classes.json, or one name a line)"],
    ['--attribute NAME', 'the label attribute to read (default: the newest of each line)'],
    ['--write-attribute NAME', 'the label attribute to write (default labels)'],
    ['--images DIR', 'where the images are; s3 = where the labels say'],
    ['--image-prefix URI', 'put before image names that are no s3:// URI'],
    ['--copy-images', 'copy images beside the labels (YOLO, VOC)'],
    ['--keep-unchecked', 'keep images that nobody checked for every class, as negatives for the rest'],
    ['--outlines KIND', 'write every outline as polygons, or every one as masks (coco, ground-truth)'],
    ['--validation, --test', 'split: shares (default 0.2 and 0)'],
    ['--group REGEX', 'split: images with the same match of the file name stay together (a scene)'],
    ['--near-duplicates', 'split: images that look alike stay together (needs --images)'],
    ['--frozen DIR', 'split: an earlier split, whose images stay where they are'],
    ['--seed TEXT', 'split: another text, another split'],
    ['--html FILE', 'inspect: a page with pictures'],
    ['--count N', 'draw: how many images (default 24)'],
    ['--for FORMAT', 'validate: also by the rules of this format'],
  ],
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    out: { type: 'string' },
    labels: { type: 'string' },
    'label-categories': { type: 'string' },
    attribute: { type: 'string' },
    'write-attribute': { type: 'string' },
    images: { type: 'string' },
    'image-prefix': { type: 'string' },
    'copy-images': { type: 'boolean', default: false },
    'keep-unchecked': { type: 'boolean', default: false },
    outlines: { type: 'string' },
    validation: { type: 'string' },
    test: { type: 'string' },
    seed: { type: 'string' },
    group: { type: 'string' },
    frozen: { type: 'string' },
    'near-duplicates': { type: 'boolean', default: false },
    html: { type: 'string' },
    count: { type: 'string' },
    for: { type: 'string' },
  },
  async run({ values, positionals, context }) {
    const [name = '', ...sources] = positionals;
    const load = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
    if (!load)
      throw new CommandError(name ? `there is no subcommand ${name}` : 'dataset needs a subcommand', {
        todo: `one of ${Object.keys(subcommands).join(', ')}; see \`labelloop dataset --help\``,
        exitCode: exitCodes.usage,
      });
    // Lines die young: a nursery that doubles with each collection would only make the process larger.
    setFlagsFromString('--semi-space-growth-factor=1');
    const subcommand = await load();
    return subcommand(sources, values, context);
  },
});
