import { promisify } from 'node:util';
import { gzip as gzipped } from 'node:zlib';
import type { AuditEntry } from '../../shared/contracts/audit.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { readRecords } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { changeTag } from '../../shared/documents/tags.ts';
import { UnsupportedError } from '../../shared/errors.ts';
import { readHeadLines } from '../../shared/pipeline/datasets/dataset-version.ts';
import { excludeImages, includeImages } from '../../shared/pipeline/datasets/exclude-images.ts';
import { exportImages, selectionFormats } from '../../shared/pipeline/datasets/export-images.ts';
import { sendRelabel } from '../../shared/pipeline/requests/send-relabel.ts';
import { writeTar } from '../../shared/tar.ts';
import type { SelectionSources } from './selection-routes.ts';

interface Place {
  bucket: string;
  /** In whose name things are done. */
  by: string;
  record(act: AuditEntry['act'], subject: string, more: { project: string; note: string }): Promise<void>;
  projectOf(name: string): Promise<Project>;
  /** Is told the project whose tags changed. */
  onTags(project: string): void;
}

const gzip = promisify(gzipped);

/** How long a request to label again can be taken back. */
const GRACE_MS = 60_000;

/** What the gallery does with chosen images. */
export function selectionSources({ bucket, by, record, projectOf, onTags }: Place): SelectionSources {
  const place = (project: string) => projectBucket(bucket, project);
  const linesOf = async (project: string, images: readonly string[]) => {
    const lines = await readHeadLines(place(project));
    return images.flatMap((sha256) => {
      const line = lines.get(sha256);
      return line === undefined ? [] : [{ sha256, line }];
    });
  };
  return {
    async relabelImages(project, images, note) {
      const settings = await projectOf(project);
      const records = await readRecords(place(project), images);
      const free = new Set(records.filter(({ outcome }) => outcome === 'labeled').map(({ sha256 }) => sha256));
      const chosen = (await linesOf(project, images)).filter(({ sha256 }) => free.has(sha256));
      const now = Date.now();
      const times = { now: new Date(now).toISOString(), notBefore: new Date(now + GRACE_MS).toISOString() };
      for (const { requestId, images: sent } of await sendRelabel(
        { bucket, project: settings, note, ...times },
        chosen,
      ))
        await record('relabeled', requestId, { project, note: `${sent.length} images: ${note}` });
      return chosen.length;
    },
    excludeImages: (project, images, note) =>
      excludeImages(place(project), images, { by, note, now: new Date().toISOString() }),
    includeImages: (project, images, from) =>
      includeImages(place(project), images, from, { by, note: 'undone', now: new Date().toISOString() }),
    async tagImages(project, images, tag, isOn) {
      const changed = await changeTag(place(project), tag, images, isOn);
      onTags(project);
      if (changed > 0) await record(isOn ? 'tagged' : 'untagged', `${changed} images`, { project, note: tag });
      return changed;
    },
    listExportFormats: async (project) => selectionFormats((await projectOf(project)).taskType),
    async exportImages(project, images, name) {
      const settings = await projectOf(project);
      const format = selectionFormats(settings.taskType).find((one) => one === name);
      if (!format) throw new UnsupportedError(`labels of ${settings.taskType} cannot be exported as ${name}`);
      const files = await exportImages(place(project), settings, images, format);
      return gzip(writeTar(files.map(([path, text]) => ({ name: path, content: Buffer.from(text) }))));
    },
  };
}
