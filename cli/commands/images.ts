import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { CommandError, type CommandGroup, type CommandInput, defineCommand } from '../command.ts';
import { chooseLabeled } from '../images/choose.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';
import { projectOption } from '../options.ts';

const images = {
  help: "names as they were dropped ('garden/*.jpg' too), hashes or s3:// URIs",
  many: true,
  optional: true,
} as const;
const where = {
  value: 'FILTER',
  help: 'which images: the filter of `labelloop relabel`; several must all hold',
  multiple: true,
} as const;
const options = { where, project: projectOption('whose images'), ...placeOptions } as const;

/** So many are told one by one. */
const SHOWN = 50;

const list = defineCommand({
  summary: 'labeled images that fit, with their tags; and all tags',
  arguments: { images },
  options,
  examples: [
    "labelloop images --where 'class=robin and confidence<0.6'",
    'labelloop images list --where tag=night --json',
  ],
  async run({ values, args: { images: names = [] }, context }) {
    const { bucket } = await openCloud(values);
    const { project, images: fitting } = await chooseLabeled(bucket, values, names, true);
    const { readTags, tagsByImage } = await import('../../shared/documents/tags.ts');
    const tags = await readTags(projectBucket(bucket, project.project));
    const tagsOf = tagsByImage(tags);
    const told = fitting.map(({ sha256, imageKey, classIds }) => ({
      ...{ sha256, imageKey, tags: tagsOf.get(sha256) ?? [] },
      labels: [...new Set(classIds)].map((id) => project.labels[id] ?? String(id)),
    }));
    if (values.json) {
      const counts = Object.fromEntries([...tags].map(([tag, tagged]) => [tag, tagged.length]));
      context.print(JSON.stringify({ project: project.project, images: told, tags: counts }));
      return;
    }
    for (const { sha256, labels, tags: own } of told.slice(0, SHOWN))
      context.print(
        `${sha256.slice(0, 12)}  ${labels.join(', ') || 'nothing on it'}${own.map((tag) => `  #${tag}`).join('')}`,
      );
    if (told.length > SHOWN) context.print(`and ${told.length - SHOWN} more; --json lists all`);
    context.print(`${told.length} images fit`);
    if (tags.size > 0)
      context.print(`tags: ${[...tags].map(([tag, tagged]) => `${tag} (${tagged.length})`).join(', ')}`);
  },
});

const tagArguments = { tag: { help: 'a word of your own, e.g. night' }, images } as const;
type TagInput = CommandInput<typeof options, typeof tagArguments>;

async function mark({ values, args: { tag, images: names = [] }, context }: TagInput, isOn: boolean): Promise<void> {
  const { bucket } = await openCloud(values);
  const { project, images: fitting } = await chooseLabeled(bucket, values, names);
  const [{ changeTag }, { recordOwnAct }] = await Promise.all([
    import('../../shared/documents/tags.ts'),
    import('../record-own-act.ts'),
  ]);
  const chosen = fitting.map(({ sha256 }) => sha256);
  const changed = await changeTag(projectBucket(bucket, project.project), tag, chosen, isOn);
  if (changed > 0)
    await recordOwnAct(bucket, isOn ? 'tagged' : 'untagged', `${changed} images`, {
      project: project.project,
      note: tag,
    });
  if (values.json) context.print(JSON.stringify({ project: project.project, tag, images: chosen, changed }));
  else context.print(`${changed} of ${chosen.length} images ${isOn ? 'have' : 'no longer have'} the tag ${tag} now`);
}

const tag = defineCommand({
  summary: 'mark images with a word: the console, --where tag=WORD and exports know it',
  arguments: tagArguments,
  options,
  examples: ["labelloop images tag night 'garden/*.jpg'", "labelloop images tag hard --where 'confidence<0.5'"],
  stopped: 'the mark is there on all of them or on none; the same command goes on',
  run: (input) => mark(input, true),
});

const untag = defineCommand({
  summary: 'take such a mark off',
  arguments: tagArguments,
  options,
  examples: ['labelloop images untag night --where tag=night'],
  stopped: 'the mark is off all of them or off none; the same command goes on',
  run: (input) => mark(input, false),
});

const exclude = defineCommand({
  summary: 'a dataset version without these images: no later training learns from them',
  arguments: { images },
  options: {
    ...options,
    reason: { value: 'TEXT', help: 'why; it stands at the version', required: true },
    'dry-run': { help: 'say how many, change nothing' },
  },
  examples: ["labelloop images exclude --where tag=blurred --reason 'nobody can tell what is on them'"],
  notes: ['Nothing is deleted: `labelloop images include` brings them back with their labels.'],
  stopped: 'the version is there or not; the same command goes on',
  async run({ values, args: { images: names = [] }, context }) {
    const { bucket } = await openCloud(values);
    const { project, images: fitting } = await chooseLabeled(bucket, values, names);
    const chosen = fitting.map(({ sha256 }) => sha256);
    if (values['dry-run']) {
      if (values.json)
        context.print(JSON.stringify({ project: project.project, images: chosen, datasetVersion: null }));
      else context.print(`${chosen.length} images would leave the dataset`);
      return;
    }
    const [{ excludeImages }, { operatorName }] = await Promise.all([
      import('../../shared/pipeline/datasets/exclude-images.ts'),
      import('../../local-cloud/operator-name.ts'),
    ]);
    const said = { by: operatorName(), note: values.reason.slice(0, 200), now: new Date().toISOString() };
    const { datasetVersion } = await excludeImages(projectBucket(bucket, project.project), chosen, said);
    if (values.json) context.print(JSON.stringify({ project: project.project, images: chosen, datasetVersion }));
    else {
      context.print(`version ${datasetVersion} is without ${chosen.length} images`);
      context.print(`back again: labelloop images include --from ${datasetVersion - 1} --project ${project.project}`);
    }
  },
});

const include = defineCommand({
  summary: 'bring excluded images back, with the labels that they had',
  options: {
    from: {
      value: 'VERSION',
      help: 'the dataset version before they were excluded (default: before the last exclusion)',
      range: [1, Number.MAX_SAFE_INTEGER],
      whole: true,
    },
    project: projectOption('whose images'),
    ...placeOptions,
  },
  examples: ['labelloop images include', 'labelloop images include --from 4 --project birds'],
  notes: ['All images come back that VERSION has and the next one has not. Those that were forgotten do not.'],
  stopped: 'the version is there or not; the same command goes on',
  async run({ values, context }) {
    const { bucket } = await openCloud(values);
    const [{ chooseProject }, { lastExcluded }, { includeImages }, { operatorName }] = await Promise.all([
      import('../require-project.ts'),
      import('../images/last-excluded.ts'),
      import('../../shared/pipeline/datasets/exclude-images.ts'),
      import('../../local-cloud/operator-name.ts'),
    ]);
    const { project } = await chooseProject(bucket, values.project);
    const own = projectBucket(bucket, project);
    const { from, images: out } = await lastExcluded(own, values.from);
    const said = { by: operatorName(), note: 'undone', now: new Date().toISOString() };
    const { images: back, datasetVersion } = await includeImages(own, out, from, said);
    if (values.json) context.print(JSON.stringify({ project, images: back, datasetVersion }));
    else context.print(`${back} images are back; the dataset is at version ${datasetVersion}`);
  },
});

const exported = defineCommand({
  summary: 'the labels of images of the newest dataset version, in a format of yours',
  arguments: { images },
  options: {
    ...options,
    to: { value: 'FORMAT', help: 'ground-truth (an augmented manifest), coco, yolo, voc, …', default: 'ground-truth' },
    out: { value: 'DIR', help: 'new folder', required: true },
  },
  examples: ['labelloop images export --to coco --out night --where tag=night', 'labelloop images export --out all'],
  notes: [
    'Without names and --where: all. Which formats there are depends on what is labeled; a wrong one is answered with',
    'them. What a format cannot hold stands in its loss.json; tags stand in the manifest, attribute `tags`.',
  ],
  stopped: 'files that were written stay; begin anew in another folder',
  async run({ values, args: { images: names = [] }, context }) {
    const { bucket } = await openCloud(values);
    const [{ exportImages, selectionFormats }, { writeExport }] = await Promise.all([
      import('../../shared/pipeline/datasets/export-images.ts'),
      import('../images/write-export.ts'),
    ]);
    const { project, images: fitting } = await chooseLabeled(bucket, values, names, true);
    const formats = selectionFormats(project.taskType);
    const format = formats.find((one) => one === values.to);
    if (!format)
      throw new CommandError(`labels of ${project.taskType} cannot be given out as ${values.to}`, {
        todo: `--to ${formats.join(' | ')}`,
      });
    const chosen = fitting.map(({ sha256 }) => sha256);
    const files = await exportImages(projectBucket(bucket, project.project), project, chosen, format);
    await writeExport(values.out, files);
    const paths = files.map(([path]) => path);
    if (values.json)
      context.print(JSON.stringify({ project: project.project, images: chosen.length, out: values.out, files: paths }));
    else context.print(`${chosen.length} images as ${format}: ${paths.length} files in ${values.out}`);
  },
});

export default {
  summary: 'choose labeled images: tag them, take them out of the dataset and back, export them',
  subcommands: { list, tag, untag, exclude, include, export: exported },
  alone: 'list',
} satisfies CommandGroup;
