import type { Batch } from '../../contracts/batch.ts';
import type { LabelOrigin } from '../../contracts/dataset.ts';
import { ADJUSTED_PREFIX, LABEL_REFERENCE_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import type { Project } from '../../contracts/project.ts';
import type { ExecutionInput } from '../../contracts/workflow-state.ts';
import type { LabelTask } from '../answer-kinds/tasks/label-task.ts';
import { outputManifestKey } from '../labeling/labeling-request.ts';
import { projectKeys } from '../project/bucket-keys.ts';

/** What the batch's execution gets: an import has nothing to label. */
export const executionInput = ({ project, uid, batchId, configKey, reason }: Batch): ExecutionInput => ({
  project,
  uid,
  mode: reason === 'import' ? 'merge' : 'label',
  batchId,
  configKey,
});

/** Key of the manifest that holds the batch's labels when they are there. */
export const labelsKey = (batch: Batch) =>
  batch.reason === 'import' ? projectKeys(batch.project).requestLabels(batch.requestId!) : outputManifestKey(batch);

/** The attribute of that manifest that holds the labels. */
export function labelAttribute(
  batch: Pick<Batch, 'reason'>,
  { attribute }: Pick<LabelTask, 'attribute'>,
  project?: Project,
) {
  if (batch.reason === 'relabel') return `${ADJUSTED_PREFIX}${attribute}`;
  return project && isFollowed(batch, project) ? LABEL_REFERENCE_ATTRIBUTE_NAME : attribute;
}

/** Whether people follow objects through the batch's videos; labels that are corrected are corrected image by image. */
export const isFollowed = ({ reason }: Pick<Batch, 'reason'>, { labeling }: Pick<Project, 'labeling'>): boolean =>
  reason !== 'relabel' && reason !== 'import' && labeling.video != null;

/** What a dataset version says of the batch's labels; undefined for a first label by a labeling job. */
export const labelOrigin = ({ reason, note = '' }: Batch): LabelOrigin | undefined =>
  reason === 'import' || reason === 'relabel' ? { kind: reason, note } : undefined;
