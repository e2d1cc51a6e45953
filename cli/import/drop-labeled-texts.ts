import { resolve } from 'node:path';
import type { TextTaskType } from '../../shared/contracts/text-tasks.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { type DatasetProblem, problemAt } from '../../shared/domain/dataset/image-record.ts';
import { isProblem } from '../../shared/domain/images/image-structure.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { acceptText } from '../../shared/domain/texts/accept-text.ts';
import { type LabeledText, readTextLine } from '../../shared/domain/texts/text-line.ts';
import { readHeadLines } from '../../shared/pipeline/datasets/dataset-version.ts';
import { sha256 } from '../../shared/sha256.ts';
import { CommandError, usageError } from '../command.ts';
import { openInput } from '../dataset/dataset-input.ts';
import { type LocalFile, readLocalFile } from '../intake/collect-files.ts';
import { carryOut, type DropWithLabels, type ImportOutcome, requireKnownClasses } from './drop-with-labels.ts';
import type { PlannedImage } from './plan-import.ts';
import { changedImages } from './present-labels.ts';
import { lookedFor, readRenames, unknownClasses } from './read-labels.ts';
import type { TaskLabel } from './task-labels/task-label.ts';

/**
 * Brings texts with the labels that people have: CoNLL, spaCy, Hugging Face and other JSON Lines, tables, manifests.
 * The labels carry their texts; files that were named beside go to people where no label is of their text.
 * @throws CommandError before anything is written
 */
export async function dropLabeledTexts(options: DropWithLabels): Promise<ImportOutcome> {
  const { bucket, project } = options;
  if (options.emptyMeansNone)
    throw usageError('--empty-means-none: a text without a label says nothing', 'leave the option out');
  await requireKnownClasses(bucket, project);
  const read = await readLabeledTexts(options);
  const files = options.files.filter(
    ({ path, bytes }) => bytes !== undefined || resolve(path) !== resolve(options.labels),
  );
  const hashes = new Map<string, LocalFile>();
  for (const file of files) {
    const found = acceptText(await readLocalFile(file));
    // What the pipeline will refuse is dropped all the same: it says why.
    hashes.set(isProblem(found) ? `refused ${file.name}` : sha256(found.bytes), file);
  }
  const images = read.texts.map((one) => ({ ...one, file: hashes.get(one.image.sha256) ?? one.file }));
  const labeled = new Set(images.map(({ image }) => image.sha256));
  for (const [hash, file] of read.bare) if (!hashes.has(hash)) hashes.set(hash, file);
  const others = [...hashes].filter(([hash]) => !labeled.has(hash)).map(([, file]) => file);
  const present = await readHeadLines(projectBucket(bucket, project.project));
  const changed = changedImages(images, present, { bucket, project });
  const done = await carryOut(options, changed, others, present, read.source);
  const accepted = new Set(done.outcomes.filter(({ outcome }) => outcome === 'accepted').map(({ name }) => name));
  return {
    source: read.source,
    labeled: images.length,
    unchanged: images.length - changed.length,
    unlabeled: others.map(({ name }) => name).filter((name) => accepted.has(name)),
    problems: read.problems,
    ...done,
  };
}

/** The texts of the label file, each once: of two labels of one text the later counts; `bare` ones have none. */
async function readLabeledTexts(options: DropWithLabels) {
  const { labels: where, project, attribute } = options;
  const input = await openInput(where, {
    from: options.from,
    attribute,
    'label-categories': options['label-categories'],
    labels: undefined,
  });
  const name = where.split('/').filter(Boolean).at(-1)!;
  const source = `${name} (${input.format})`;
  const rename = readRenames(options.rename);
  const looked = lookedFor(project, options['checked-for']) ?? [...project.labels];
  const problems: DatasetProblem[] = [];
  const texts = new Map<string, PlannedImage>();
  const bare = new Map<string, LocalFile>();
  const unknown = new Set<string>();
  let count = 0;
  for await (const batch of input.entries())
    for (const entry of batch) {
      if (entry.kind === 'problem') {
        problems.push(entry);
        continue;
      }
      count++;
      const lost = (code: string, reason: string) =>
        problems.push(problemAt(name)('lost', code, reason, entry.image.slice(0, 80)));
      const found = entry.line && readTextLine(entry.line, attribute);
      const fileOf = (text: string): LocalFile => ({
        path: where,
        name: `${name}/text_${String(count).padStart(6, '0')}.txt`,
        bytes: Buffer.from(text),
      });
      if (!found && isBare(entry.line)) {
        bare.set(sha256(entry.line.source), fileOf(entry.line.source));
        continue;
      }
      if (!found) {
        lost('no-text-label', 'it is no labeled text');
        continue;
      }
      const own = {
        ...found,
        spans: found.spans?.map((span) => ({ ...span, label: rename.get(span.label) ?? span.label })),
        classes: found.classes?.map((label) => rename.get(label) ?? label),
      };
      for (const label of own.classes ?? own.spans!.map((span) => span.label))
        if (!project.labels.includes(label)) unknown.add(label);
      const label = TEXT_LABELS[project.taskType as TextTaskType](own, project.labels);
      if (typeof label === 'string') {
        lost('another-kind', label);
        continue;
      }
      const bytes = Buffer.from(found.text);
      const accepted = acceptText(bytes);
      if (isProblem(accepted)) {
        lost(accepted.code, accepted.reason);
        continue;
      }
      const hash = sha256(bytes);
      if (texts.has(hash))
        problems.push(
          problemAt(name)(
            'noted',
            'labeled-twice',
            'the same text as an earlier one; the later label counts',
            entry.image.slice(0, 80),
          ),
        );
      texts.set(hash, {
        file: fileOf(found.text),
        isListed: true,
        text: found.text,
        image: { sha256: hash, imageKey: projectKeys(project.project).image(hash, 'txt') },
        label,
        checkedFor: found.checkedFor ?? looked,
        annotatedBy: found.isMachineMade ? 'machine' : 'human',
        createdAt: found.createdAt || undefined,
      });
    }
  if (unknown.size > 0) throw unknownClasses(project, where, [...unknown].sort());
  if (texts.size === 0)
    throw new CommandError(
      `no label of ${source} fits the task of ${project.project}, ${project.taskType}; nothing was written`,
      {
        ...(problems[0] && { why: problems[0].reason }),
        todo: 'labelloop dataset inspect shows what is in it',
      },
    );
  return {
    source,
    bare,
    texts: [...texts.values()].sort((a, b) => (a.image.sha256 < b.image.sha256 ? -1 : 1)),
    problems,
  };
}

/** A text that nobody labeled. */
const isBare = (line: Record<string, unknown> | undefined): line is { source: string } =>
  typeof line?.source === 'string' && !Object.keys(line).some((key) => key.endsWith('-metadata'));

/** A label of a text as a labeling job of the project's task would have left it; or why it is none. */
const TEXT_LABELS: Record<TextTaskType, (found: LabeledText, labels: readonly string[]) => TaskLabel | string> = {
  'named-entities': ({ spans, text }, labels) => {
    if (!spans) return 'it has classes of the whole text, and the task takes parts of it';
    const { length } = [...text];
    if (spans.some(({ startOffset, endOffset }) => startOffset >= endOffset || endOffset > length))
      return `an entity of it is no part of a text of ${length} characters`;
    return {
      value: {
        annotations: {
          entities: spans.map(({ label, startOffset, endOffset }) => ({ endOffset, startOffset, label })),
          labels: labels.map((label) => ({ label })),
        },
      },
      metadata: {
        entities: spans.map(({ confidence }) => (confidence === null ? {} : { confidence })),
        type: 'groundtruth/text-span',
      },
      ...NOTHING_DRAWN,
    };
  },
  'text-classification': ({ classes, confidences }, labels) => {
    if (classes?.length !== 1) return 'the task takes one class a text';
    const [confidence] = confidences;
    return {
      value: labels.indexOf(classes[0]!),
      metadata: {
        'class-name': classes[0],
        ...(confidence !== undefined && { confidence }),
        type: 'groundtruth/text-classification',
      },
      ...NOTHING_DRAWN,
    };
  },
  'text-classification-multi-label': ({ classes }, labels) => {
    if (!classes) return 'it has parts of the text, and the task takes classes of the whole text';
    const ids = [...new Set(classes)].map((label) => labels.indexOf(label)).sort((a, b) => a - b);
    return {
      value: ids,
      metadata: {
        'class-map': Object.fromEntries(ids.map((id) => [String(id), labels[id]])),
        'confidence-map': {},
        type: 'groundtruth/text-classification-multilabel',
      },
      ...NOTHING_DRAWN,
    };
  },
};

const NOTHING_DRAWN = { shapes: [], classes: [] };
