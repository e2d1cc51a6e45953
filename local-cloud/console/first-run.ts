import { findSize, findText, writeObject } from '../../shared/aws/s3.ts';
import type { AuditEntry } from '../../shared/contracts/audit.ts';
import { intakeOutcomeSchema, quarantineReasonSchema } from '../../shared/contracts/ledger-record.ts';
import { parse, parseJson } from '../../shared/contracts/parse.ts';
import { projectSchema } from '../../shared/contracts/project.ts';
import { createProject, wellProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { incomingPrefix, projectKeys, readyKey } from '../../shared/domain/project/bucket-keys.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { intakeId } from '../../shared/pipeline/images/ingest-object.ts';
import { randomUid } from '../../shared/project-uid.ts';
import type { FirstRunSources } from './first-run-routes.ts';
import { tryModel } from './try-model.ts';

/** A project from nothing to its first labeling. */
export function firstRun(
  bucket: string,
  record: (act: AuditEntry['act'], subject: string, more: { project: string }) => Promise<void>,
): FirstRunSources {
  return {
    async createProject({ project, labels, taskType, workersPerObject }) {
      const defaults = newProject({ project, uid: randomUid(), labels, taskType });
      const whole = { ...defaults, labeling: { ...defaults.labeling, workersPerObject } };
      const isNew = await createProject(projectBucket(bucket, project), parse(projectSchema, whole, 'the project'));
      if (isNew) await record('created', project, { project });
      return isNew;
    },
    async dropFile(project, name, bytes) {
      await wellProject(projectBucket(bucket, project));
      const key = `${incomingPrefix(project)}${name}`;
      await writeObject(bucket, key, bytes, 'application/octet-stream');
      const stored = await findSize(bucket, key);
      // Taken in already: what came of these bytes is found by the tag that their digest makes.
      return { key, etag: stored?.etag ?? '' };
    },
    readOutcomes: (project, files) =>
      Promise.all(
        files.map(async ({ key, etag }) => {
          const stored = await findText(bucket, projectKeys(project).intake(intakeId(key, etag)));
          if (!stored) return null;
          const { outcome, quarantineId } = parseJson(intakeOutcomeSchema, stored.text, `the intake of ${key}`);
          return { outcome, reason: quarantineId ? await reasonOf(bucket, project, quarantineId) : null };
        }),
      ),
    async tryModel(project, bytes) {
      const settings = await wellProject(projectBucket(bucket, project));
      return tryModel(bucket, settings, bytes);
    },
    labelNow: (project) => writeObject(bucket, readyKey(project), 'label now', 'text/plain'),
  };
}

async function reasonOf(bucket: string, project: string, quarantineId: string): Promise<string> {
  const key = projectKeys(project).quarantineReason(quarantineId);
  const stored = await findText(bucket, key);
  return stored ? parseJson(quarantineReasonSchema, stored.text, key).reason : 'no reason is recorded';
}
