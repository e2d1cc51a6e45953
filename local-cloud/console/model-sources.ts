import type { Project } from '../../shared/contracts/project.ts';
import { findChampion } from '../../shared/documents/champion.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { ObjectMissingError } from '../../shared/errors.ts';
import { decideOnWaiting, listWaitingModels } from '../../shared/pipeline/models/decide-on-model.ts';
import { rollBack } from '../../shared/pipeline/models/roll-back.ts';
import { readModelComparison } from '../../shared/read-models/model-comparison.ts';
import { readModelErrors, readModelReports } from '../../shared/read-models/model-reports.ts';
import { readTrainingCurves } from '../../shared/read-models/training-curves.ts';
import type { ModelSources } from './model-routes.ts';

interface Place {
  bucket: string;
  /** In whose name things are done. */
  by: string;
  projectOf(name: string): Promise<Project>;
}

const SHOWN_IMAGES = 12;

/** What the page Models reads and does. */
export function modelSources({ bucket, by, projectOf }: Place): ModelSources {
  const now = () => new Date().toISOString();
  const place = (project: string) => projectBucket(bucket, project);
  return {
    readModelReports: (project) => readModelReports(place(project)),
    readModelErrors: (project, model) => readModelErrors(place(project), model, SHOWN_IMAGES),
    readModelComparison: (project, model) => readModelComparison(place(project), model, SHOWN_IMAGES),
    readTrainingCurves: async (project, jobName) => readTrainingCurves(await projectOf(project), jobName),
    async readModelStanding(project) {
      const settings = await projectOf(project);
      const champion = await findChampion(place(project));
      // Without manual approval nothing waits, and the registry need not be asked.
      const waits = settings.training.approval === 'manual' ? await listWaitingModels(bucket, settings) : [];
      return { earlier: champion?.earlier ?? [], waiting: waits.map(({ modelName }) => modelName) };
    },
    async rollBack(project, modelName, reason) {
      const model = (await readModelReports(place(project))).find((one) => one.modelName === modelName);
      if (!model) throw new ObjectMissingError(`${project} has no model ${modelName}`);
      await rollBack(place(project), model, { by, reason, now: now() }, () => {});
    },
    async decideOnModel(project, modelName, approval, reason) {
      const settings = await projectOf(project);
      const model = (await listWaitingModels(bucket, settings)).find((one) => one.modelName === modelName);
      if (!model) throw new ObjectMissingError(`${modelName} does not wait for approval`);
      await decideOnWaiting(bucket, settings, model, { approval, by, reason, now: now() });
    },
  };
}
