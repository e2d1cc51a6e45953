import { PRE_LABEL_ATTRIBUTE_NAME } from '../../../../contracts/label-attributes.ts';
import { cutLines, lineText, lineTexts } from '../../bytes/cut-lines.ts';
import { parseOnce } from '../../bytes/parse-once.ts';
import { ClassIds } from '../../class-ids.ts';
import { classMap } from '../../class-map.ts';
import { closeRecord } from '../../close-record.ts';
import { hasInvisible } from '../../image-names.ts';
import { type Entry, type ImageRecord, problemAt, type Severity } from '../../image-record.ts';
import type { DatasetReader, DatasetSource, ReadOptions } from '../format.ts';
import { filesNamed } from '../glance.ts';
import { sideOfFile } from '../sides.ts';
import { BoxLines } from './box-lines.ts';
import { choosePair, labelPairs, recordOfLine } from './ground-truth-line.ts';
import type { LabelPair } from './label-parts.ts';
import { isLabelOfPoints, objectOfPoints } from './point-labels.ts';
import { expandSequence, isSequenceLabel } from './seq-label.ts';

/**
 * Ground Truth's augmented manifest: JSON Lines, of every built-in task type. Lines of text tasks, point clouds and
 * custom forms come as `other`.
 */
export const groundTruthReader: DatasetReader = {
  carriesClassIds: true,
  classes: classesOfManifest,
  read: (source, options) => readManifest(source, options, choosePair),
};

/** Manifests by their names. */
export const MANIFEST = /\.(manifest|jsonl|ndjson)$/i;

/** Given on at once: so few that they are garbage before the collector comes by, and need not be copied. */
const ENTRIES = 32;

/** @param choose which of a line's label attributes counts */
export async function* readManifest(
  source: DatasetSource,
  options: ReadOptions,
  choose: (...found: [...Parameters<typeof choosePair>, line: Record<string, unknown>]) => LabelPair | undefined,
): AsyncGenerator<Entry[]> {
  for (const file of filesNamed(source, MANIFEST)) {
    const attributes = new Set<string>();
    const split = sideOfFile(file);
    let hasToldOthers = false;
    const { classIds } = options;
    const boxLines = new BoxLines(options.labels, classIds);
    for await (const batch of cutLines(source.chunks(file))) {
      const { first, bytes, bounds, tooLong, endsOpen } = batch;
      let entries: Entry[] = [];
      for (let index = 0; index * 2 < bounds.length; index++) {
        if (entries.length >= ENTRIES) {
          yield entries;
          entries = [];
        }
        const plain = boxLines.read(bytes, bounds[2 * index]!, bounds[2 * index + 1]!);
        if (plain && !hasInvisible(plain.image)) {
          if (split) plain.split = split;
          entries.push(plain);
          continue;
        }
        const line = first + index;
        const report = (severity: Severity, code: string, reason: string, image?: string) =>
          entries.push(problemAt(file, line)(severity, code, reason, image));
        if (tooLong.includes(line)) {
          report(
            'lost',
            'line-too-long',
            'the line is longer than 16 million bytes; the file has lost its line breaks, or is no manifest',
          );
          continue;
        }
        const text = lineText(batch, index);
        if (text === '' || text.trim() === '') continue;
        const isCutOff = endsOpen && index * 2 === bounds.length - 2;
        const parsed = parseLine(text, isCutOff);
        if (typeof parsed === 'string') {
          report('lost', 'broken-json', parsed);
          continue;
        }
        const pairs = labelPairs(parsed);
        const chosen = choose(pairs, options.attribute, parsed);
        if (chosen && !attributes.has(chosen.name)) {
          attributes.add(chosen.name);
          if (attributes.size > 1)
            report(
              'noted',
              'mixed-attributes',
              `labels are under ${JSON.stringify(chosen.name)} from here on, and under ${JSON.stringify([...attributes][0])} before; --attribute names one`,
            );
        }
        if (chosen && classIds) tellClassIds(chosen, classIds);
        if (chosen && pairs.length === 1) boxLines.learn(text, parsed, chosen);
        const ref = parsed['source-ref'];
        const image = typeof ref === 'string' ? ref : undefined;
        const found: Entry[] = [];
        const record = recordOfLine(parsed, chosen, options.labels, (severity, code, reason) => {
          found.push(problemAt(file, line)(severity, code, reason, image));
        });
        if (record) setOtherLabels(record, pairs, chosen, parsed);
        if (record?.otherLabels && !hasToldOthers) {
          hasToldOthers = true;
          report(
            'noted',
            'several-labels',
            `the line has labels under ${pairs.map(({ name }) => JSON.stringify(name)).join(', ')}; ${JSON.stringify(chosen?.name)} was read, here and on lines like it; --attribute names another`,
            image,
          );
        }
        if (!record) {
          report('lost', 'no-source-ref', 'the line has neither source-ref nor source: nothing says what it is about');
          continue;
        }
        if (split) record.split = split;
        if (image !== undefined && hasInvisible(image))
          report(
            'noted',
            'invisible-character',
            "the image's key has a zero-width character; the bucket's key has it too, or the image will not be found",
            image,
          );
        if (isSequenceLabel(chosen)) await expandSequence(record, chosen, source, options, entries, { file, line });
        else entries.push(...closeRecord(record, found, problemAt(file, line)));
      }
      yield entries;
    }
  }
}

/**
 * Labels of the line beside the one that was read: not those that it verifies or adjusts, nor what a model drew to
 * start from.
 */
function setOtherLabels(
  record: ImageRecord,
  pairs: readonly LabelPair[],
  chosen: LabelPair | undefined,
  line: Record<string, unknown>,
): void {
  if (pairs.length < 2 || !chosen) return;
  const isAdjustment = 'adjustment-status' in chosen.metadata;
  const others = pairs.filter(
    (pair) =>
      pair.name !== chosen.name &&
      pair.value !== undefined &&
      pair.name !== PRE_LABEL_ATTRIBUTE_NAME &&
      pair.metadata.type !== 'groundtruth/label-verification' &&
      !(isAdjustment && pair.metadata.type === chosen.metadata.type) &&
      !isJoined(record, chosen, line),
  );
  if (others.length > 0) record.otherLabels = others.map(({ name }) => name);
}

/** Rekognition's several attributes of one image are one label of several classes. */
const isJoined = ({ kind }: ImageRecord, { name, value }: LabelPair, line: Record<string, unknown>) =>
  kind === 'classes' && line[name] !== value;

/** @returns why the line is no JSON object, for people */
function parseLine(text: string, isCutOff: boolean): Record<string, unknown> | string {
  try {
    const value = parseOnce(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    return 'the line is no JSON object';
  } catch (error) {
    return `${isCutOff ? 'the file ends in the middle of the line: it was cut off; ' : ''}${(error as Error).message}`.slice(
      0,
      300,
    );
  }
}

/**
 * The job's class order from the ids that the lines themselves carry: usable when they agree with each other and leave
 * no gap. Ids of one line's class-map hold only the classes on that line, so all lines are read.
 */
async function classesOfManifest(source: DatasetSource, { attribute }: ReadOptions) {
  const ids = new ClassIds();
  const seen = new Set<string>();
  for (const file of filesNamed(source, MANIFEST)) {
    for await (const batch of cutLines(source.chunks(file))) {
      for (const text of lineTexts(batch)) {
        if (text === '') continue;
        const plain = attribute === undefined ? plainClassMap(text) : undefined;
        if (plain !== undefined && seen.has(plain)) continue;
        const line = parseLine(text, false);
        if (typeof line === 'string') continue;
        const pair = choosePair(labelPairs(line), attribute);
        if (pair && plain !== undefined && seen.size < MOST_CLASS_MAPS) seen.add(plain);
        if (pair) tellClassIds(pair, ids);
        if (!ids.agree) return undefined;
      }
    }
  }
  const labels = ids.labels();
  return labels && { labels: [...classMap(labels, 'source').labels], origin: 'source' as const };
}

/** What a label says of class ids, whatever its kind. */
function tellClassIds(pair: LabelPair, ids: ClassIds): void {
  const { value, metadata } = pair;
  if (isLabelOfPoints(pair)) {
    ids.saw(0, objectOfPoints(pair));
    return;
  }
  for (const [id, name] of Object.entries(metadata['class-map'] ?? {})) ids.saw(Number(id), name);
  const named = metadata['class-name'];
  if (named !== undefined) ids.saw(Number(value), named);
  for (const [index, colour] of Object.entries(metadata['internal-color-map'] ?? {}))
    if (index !== '0') ids.saw(Number(index) - 1, colour?.['class-name']);
}

/** Each is as long as the classes that are on one image. */
const MOST_CLASS_MAPS = 10_000;
const CLASS_MAP = '"class-map"';
const METADATA_END = '-metadata"';

/**
 * The class map of a line with one label, as it stands there: lines of one job repeat a few of them, which need no
 * parsing.
 */
function plainClassMap(text: string): string | undefined {
  const at = text.lastIndexOf(CLASS_MAP);
  if (at < 0 || text.indexOf(METADATA_END) !== text.lastIndexOf(METADATA_END)) return undefined;
  const end = text.indexOf('}', at);
  return end < 0 ? undefined : text.slice(at, end);
}
