import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ImportPlan, planImport } from '../../../cli/import/plan-import.ts';
import { changedImages } from '../../../cli/import/present-labels.ts';
import { type LabelFileOptions, readLabels } from '../../../cli/import/read-labels.ts';
import { openImport, sendImport } from '../../../cli/import/send-import.ts';
import { collectFiles } from '../../../cli/intake/collect-files.ts';
import { handler as closeBatch } from '../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../functions/ingest-upload.ts';
import { handler as mergeLabels } from '../../../functions/merge-labels.ts';
import type { Project } from '../../../shared/contracts/project.ts';
import { projectBucket } from '../../../shared/documents/project-bucket.ts';
import { requestMarkersPrefix } from '../../../shared/domain/project/bucket-keys.ts';
import { readHeadLines } from '../../../shared/pipeline/datasets/dataset-version.ts';
import { EXECUTIONS, type PipelineHarness } from '../../pipeline-harness.ts';

type Box = [label: string, left: number, top: number, width: number, height: number];

/** A folder of images and a COCO file, and what the command and the pipeline do with them, one after the other. */
export class ImportHarness {
  readonly folder = mkdtempSync(join(tmpdir(), 'labelloop-import-'));
  labels = join(this.folder, 'labels.json');

  image(name: string, bytes: Uint8Array): void {
    mkdirSync(dirname(join(this.folder, 'images', name)), { recursive: true });
    writeFileSync(join(this.folder, 'images', name), bytes);
  }

  /** Writes the COCO file. */
  coco(boxesByImage: Record<string, Box[]>, size?: { width: number; height: number }, classes = ['owl', 'duck']): void {
    const names = Object.keys(boxesByImage);
    const annotations = names.flatMap((name, at) =>
      boxesByImage[name]!.map(([label, ...bbox]) => ({ image_id: at, category_id: classes.indexOf(label), bbox })),
    );
    writeFileSync(
      this.labels,
      JSON.stringify({
        images: names.map((file_name, id) => ({ id, file_name, ...size })),
        annotations,
        categories: classes.map((name, id) => ({ id, name })),
      }),
    );
  }

  async plan(
    project: Project,
    options: Partial<LabelFileOptions> & { emptyMeansNone?: boolean } = {},
  ): Promise<ImportPlan> {
    const images = join(this.folder, 'images');
    const read = await readLabels(project, images, { labels: this.labels, ...options });
    const { emptyMeansNone = false } = options;
    return planImport(read, (await collectFiles([images])).files, {
      project,
      emptyMeansNone,
      drawn: undefined,
      foreseen() {},
    });
  }

  /** Writes the request, uploads, and sends it. @param ingest whether S3's events come at once */
  async send(harness: PipelineHarness, ingest = true): Promise<ImportPlan> {
    const project: Project = harness.bucket.json(harness.keys.config);
    const plan = await this.plan(project);
    const place = { bucket: harness.bucket.name, project };
    const present = await readHeadLines(projectBucket(place.bucket, 'birds'));
    const images = changedImages(plan.images, present, place);
    const opened = await openImport(place, images, present, 'labels.json (coco)', '2026-01-01T00:00:00.000Z');
    if (!('open' in opened)) return plan;
    for (const { name, file } of opened.open.uploads) {
      const event = harness.drop(name, readFileSync(file.path));
      if (ingest) await harness.call(ingestUpload, event);
    }
    await sendImport(place, opened.open);
    return plan;
  }
}

/** Wakes the closer by every request's marker. */
export async function wake(harness: PipelineHarness): Promise<void> {
  for (const key of harness.bucket.keys(requestMarkersPrefix('birds')))
    await harness.call(closeBatch, harness.event(key, 0, '""'));
}

/** Merges what each execution brought. */
export async function mergeAll(harness: PipelineHarness): Promise<void> {
  for (const [name, input] of harness.executions)
    await harness.call(mergeLabels, {
      ...JSON.parse(input),
      executionArn: `${EXECUTIONS}:${name}`,
      now: '2026-01-01T01:00:00Z',
    });
}

export const modes = (harness: PipelineHarness) =>
  [...harness.executions.values()].map((input) => JSON.parse(input).mode);

/** Lines of the newest dataset version by base name of the image. */
export function headLines(harness: PipelineHarness) {
  const { versions } = harness.bucket.json(harness.keys.datasetHead);
  const { folder } = versions.at(-1);
  return (['train', 'validation'] as const).flatMap((split) =>
    harness.bucket
      .text(harness.keys.datasetManifest(folder, split))!
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ split, ...JSON.parse(line) })),
  );
}
