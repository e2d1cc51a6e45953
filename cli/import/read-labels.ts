import type { Project } from '../../shared/contracts/project.ts';
import { recognise } from '../../shared/domain/dataset/formats/formats.ts';
import type { DatasetProblem, ImageRecord } from '../../shared/domain/dataset/image-record.ts';
import { isLabeled, labelsOf } from '../../shared/domain/dataset/image-record.ts';
import type { ObjectPose } from '../../shared/domain/dataset/pose.ts';
import { CommandError, exitCodes } from '../command.ts';
import { decideClasses, openInput } from '../dataset/dataset-input.ts';
import { openSource } from '../dataset/files/open-source.ts';
import { taskLabelsOf } from './task-labels/task-labels.ts';

/** How a person says what is in the label file. */
export interface LabelFileOptions {
  labels: string;
  from?: string | undefined;
  attribute?: string | undefined;
  'label-categories'?: string | undefined;
  /** `old=new,…`: names of the file, and what the project calls them. */
  rename?: string | undefined;
  /** Labels that the annotators looked for: names, or `all` of the project. */
  'checked-for'?: string | undefined;
}

export interface ReadLabels {
  /** What people are shown, e.g. `instances.json (coco)`. */
  source: string;
  format: string;
  /** One an image and line, in the file's order. */
  records: ImageRecord[];
  problems: DatasetProblem[];
  /** What the annotators looked for, where a record does not say it itself. */
  checkedFor: string[];
  /** Bytes of a file that a label names: a mask. */
  bytes(ref: string): Promise<Uint8Array | undefined>;
}

/**
 * Reads a label file of any format in the project's words.
 * @param images folder with the images
 * @throws CommandError when it names classes that the project does not have
 */
export async function readLabels(project: Project, images: string, options: LabelFileOptions): Promise<ReadLabels> {
  const { labels: where, attribute, 'label-categories': categories } = options;
  const from = options.from ?? (await impliedFormat(project, where));
  const input = await openInput(where, { from, attribute, 'label-categories': categories, images });
  const rename = readRenames(options.rename);
  const named = (label: string) => rename.get(label) ?? label;
  const records: ImageRecord[] = [];
  const problems: DatasetProblem[] = [];
  const names = new Set<string>();
  const task = taskLabelsOf(project.taskType);
  for await (const batch of input.entries())
    for (const entry of batch) {
      if (entry.kind === 'problem') {
        problems.push(entry);
        continue;
      }
      for (const said of [...entry.shapes, ...entry.classes]) said.label = named(said.label);
      for (const shape of entry.shapes) if (shape.pose) shape.pose = renamedPose(shape.pose, named);
      for (const colour of entry.mask?.colours ?? [])
        if (colour.label !== undefined) colour.label = named(colour.label);
      if (entry.checkedFor) entry.checkedFor = entry.checkedFor.map(named);
      // What objects are called is no label of theirs where the labels are their points.
      if (task.names) delete entry.checkedFor;
      if (isLabeled(entry))
        for (const label of task.names?.(entry, project.labels) ?? labelsOf(entry)) names.add(label);
      records.push(entry);
    }
  const unknown = [...names].filter((label) => !project.labels.includes(label)).sort();
  if (unknown.length > 0) throw unknownClasses(project, where, unknown);
  const { labels: classes } = await decideClasses([input], { 'label-categories': categories });
  // Who chose one class of all has decided against every other.
  const listed = task.nothing && !task.names ? classes.map(named) : project.labels;
  const looked = lookedFor(project, options['checked-for']) ?? listed;
  return {
    source: `${where.split('/').filter(Boolean).at(-1)} (${input.format})`,
    format: input.format,
    records,
    problems,
    checkedFor: project.labels.filter((label) => looked.includes(label)),
    bytes: (ref) => input.source.bytes(ref),
  };
}

const renamedPose = ({ schema, points }: ObjectPose, named: (name: string) => string): ObjectPose => ({
  schema: { ...schema, names: schema.names.map(named) },
  points,
});

/**
 * What a folder of nothing but pictures can only be in a project of the task: folders of classes, or masks. Other
 * places show it by themselves.
 */
async function impliedFormat({ taskType }: Project, where: string): Promise<string | undefined> {
  const format = /^image-classification/.test(taskType)
    ? 'yolo-classify'
    : taskType === 'semantic-segmentation'
      ? 'masks'
      : undefined;
  if (format === undefined) return undefined;
  const source = await openSource(where, undefined);
  const isOfPictures = source.files.length > 1 && source.files.every((file) => PICTURE_OR_LIST.test(file));
  return isOfPictures && (await recognise(source)) === undefined ? format : undefined;
}

const PICTURE_OR_LIST = /\.(jpe?g|png|bmp|webp|tiff?)$|(^|\/)(classes|labels)\.txt$/i;

export function unknownClasses({ project, labels }: Project, where: string, unknown: string[]): CommandError {
  const [first] = unknown;
  return new CommandError(`${project} has no class ${unknown.map((name) => JSON.stringify(name)).join(', ')}`, {
    where,
    why: `its classes are ${labels.join(', ')}; nothing was written`,
    todo: `--rename ${first}=${labels[0]} if it is one of them, or \`labelloop classes ${project} --add ${first}\``,
  });
}

export function readRenames(text: string | undefined): Map<string, string> {
  const pairs = text === undefined ? [] : text.split(',').map((pair) => pair.split('=').map((name) => name.trim()));
  const broken = pairs.find((pair) => pair.length !== 2 || pair.includes(''));
  if (broken)
    throw new CommandError(`--rename ${text} is no list of old=new`, {
      todo: 'e.g. --rename Robin=robin,WREN=wren',
      exitCode: exitCodes.usage,
    });
  return new Map(pairs as Array<[string, string]>);
}

export function lookedFor({ project, labels }: Project, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  if (text === 'all') return labels;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !labels.includes(name));
  if (unknown === undefined) return names;
  throw new CommandError(`--checked-for: ${project} has no class ${JSON.stringify(unknown)}`, {
    todo: `all, or some of ${labels.join(',')}`,
    exitCode: exitCodes.usage,
  });
}
