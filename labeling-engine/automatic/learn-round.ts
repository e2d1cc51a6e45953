import type { MachineWork } from '../../shared/contracts/automatic-labeling.ts';
import type { MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import type { JobPorts } from '../engine-ports.ts';
import type { JobDocument } from '../job/job-document.ts';
import { FOLDS, foldOf } from './cross-fitting.ts';
import type { LearningPort } from './learning-port.ts';
import {
  learningJobRequest,
  learningName,
  learntModelRequest,
  manifestFile,
  transformRequest,
} from './learning-requests.ts';
import { hasTruth, type JobObject, type LabeledObject } from './peoples-labels.ts';
import { readPredictions } from './read-predictions.ts';
import type { RoundFiles, RoundPredictions } from './round-files.ts';

/** A round of a job as far as SageMaker has to do with it. */
export interface LearningRound {
  kind: MachineKind;
  document: JobDocument;
  ports: JobPorts;
  learning: LearningPort;
  files: RoundFiles;
  round: number;
}

/** Something that SageMaker or the labels do not let happen; the words are for people. */
export interface LearningProblem {
  problem: string;
}

const folds = Array.from({ length: FOLDS }, (_, fold) => fold);

/** The names of everything that SageMaker makes in a round, one for each fold. */
export const learningNames = (reference: string, round: number) =>
  folds.map((fold) => learningName(reference, round, fold));

const requestParts = ({ kind, document, files, round, learning }: LearningRound) => ({
  kind,
  request: document.request,
  reference: document.reference,
  round,
  files,
  image: learning.image,
});

/**
 * Lets each fold's model learn. May be called again and again.
 * @returns each model's artifact; undefined: they are learning
 */
export async function trainModels(
  of: LearningRound,
  readObjects: () => Promise<readonly JobObject[]>,
): Promise<{ artifacts: string[] } | LearningProblem | undefined> {
  const { document, learning, round } = of;
  const names = learningNames(document.reference, round);
  const find = () => Promise.all(names.map((name) => learning.findTrainingJob(name)));
  let trainings = await find();
  if (trainings.some((training) => !training)) {
    const labeled = (await readObjects()).filter(hasTruth);
    const problem = problemOf(labeled);
    if (problem) return { problem };
    for (const fold of folds) {
      if (trainings[fold]) continue;
      await writeTrainingFiles(of, fold, labeled);
      const never = await learning.createTrainingJob(
        learningJobRequest(requestParts(of), fold, document.ledger!.labels),
      );
      if (never) return { problem: `no training job can begin: ${never}` };
    }
    trainings = await find();
  }
  for (const [fold, training] of trainings.entries())
    if (training && (training.status === 'Failed' || training.status === 'Stopped'))
      return {
        problem: `the training job ${names[fold]} ended ${training.status}: ${training.reason ?? 'without a reason'}`,
      };
  const artifacts = trainings.map((training) => (training?.status === 'Completed' ? training.artifact! : ''));
  return artifacts.every((artifact) => artifact !== '') ? { artifacts } : undefined;
}

/** What the round's models took of SageMaker's time, once their jobs are over. */
export async function measureWork({ document, learning, round }: LearningRound): Promise<MachineWork> {
  const names = learningNames(document.reference, round);
  const sum = async (find: LearningPort['findTrainingJob']) => {
    const jobs = (await Promise.all(names.map(find))).filter((job) => job !== undefined);
    return { jobs: jobs.length, seconds: jobs.reduce((all, { seconds = 0 }) => all + seconds, 0) };
  };
  return {
    trainings: await sum((name) => learning.findTrainingJob(name)),
    transforms: await sum((name) => learning.findTransformJob(name)),
  };
}

/** What a fold's model learns from. */
const lessonsOf = (labeled: readonly LabeledObject[], fold: number) =>
  labeled.filter(({ id, peopleOnly }) => !peopleOnly && foldOf(id) !== fold);

/** Why nothing can be learnt from these labels. */
function problemOf(labeled: readonly LabeledObject[]): string | undefined {
  const names = labeled.map(({ image }) => image.slice(image.lastIndexOf('/') + 1));
  if (new Set(names).size < names.length)
    return 'two images have the same file name, and the algorithm finds images by theirs';
  return folds.some((fold) => lessonsOf(labeled, fold).length === 0)
    ? 'too few images are labeled to learn from some of them and to judge by the others'
    : undefined;
}

/** A model is watched on the images that it does not learn from. */
async function writeTrainingFiles(
  { kind, document, ports, files, round }: LearningRound,
  fold: number,
  labeled: readonly LabeledObject[],
) {
  const paths = files.training(round, fold);
  const own = labeled.filter(({ id }) => foldOf(id) === fold);
  for (const [split, objects] of [
    ['train', lessonsOf(labeled, fold)],
    ['validation', own.length > 0 ? own : labeled.slice(-1)],
  ] as const) {
    const lines = objects.map(({ line }) => JSON.stringify(line));
    await ports.files.write(paths.manifest(split), `${lines.join('\n')}\n`, 'application/json');
    const list = manifestFile(objects.map(({ image }) => image));
    await ports.files.write(paths.images(split), list.text, 'application/json');
    if (!kind.file) continue;
    const labels = manifestFile(objects.map(({ line }) => String(line![document.request.LabelAttributeName])));
    await ports.files.write(paths.labels(split), labels.text, 'application/json');
  }
}

/**
 * Lets each fold's model look at the fold's objects, those that people labeled and those that wait. May be called
 * again and again.
 * @param artifacts of the models that are to be made; undefined: they are there
 * @returns undefined: it is under way
 */
export async function predictObjects(
  of: LearningRound,
  models: readonly string[],
  artifacts: readonly string[] | undefined,
  objects: readonly JobObject[],
): Promise<{ predictions: RoundPredictions; problem?: undefined } | LearningProblem | undefined> {
  const { kind, document, learning, ports, files, round } = of;
  const names = learningNames(document.reference, round);
  const asked = folds.map((fold) =>
    objects.filter((object) => (object.state === 'queued' || hasTruth(object)) && foldOf(object.id) === fold),
  );
  const answers: Array<{ id: string; uri: string }> = [];
  let isUnderWay = false;
  for (const fold of folds) {
    if (asked[fold]!.length === 0) continue;
    const list = manifestFile(asked[fold]!.map(({ image }) => image));
    const paths = files.inference(round, fold);
    let transform = await learning.findTransformJob(names[fold]!);
    if (!transform) {
      const noModel =
        artifacts && (await learning.createModel(learntModelRequest(requestParts(of), fold, artifacts[fold]!)));
      if (noModel) return { problem: `no model can be made: ${noModel}` };
      await ports.files.write(paths.images, list.text, 'application/json');
      const never = await learning.createTransformJob(transformRequest(requestParts(of), fold, models[fold]!));
      if (never) return { problem: `no transform job can begin: ${never}` };
      transform = await learning.findTransformJob(names[fold]!);
    }
    if (transform?.status === 'Failed' || transform?.status === 'Stopped')
      return {
        problem: `the transform job ${names[fold]} ended ${transform.status}: ${transform.reason ?? 'without a reason'}`,
      };
    if (transform?.status !== 'Completed') isUnderWay = true;
    answers.push(...asked[fold]!.map(({ id }, index) => ({ id, uri: `${paths.output}/${list.paths[index]}.out` })));
  }
  if (isUnderWay) return undefined;
  try {
    return { predictions: await readPredictions(kind, ports, answers, document.ledger!.labels) };
  } catch (error) {
    const { name, message } = error as Error;
    if (!UNREADABLE.has(name)) throw error;
    return { problem: `what the model says cannot be read: ${message}` };
  }
}

/** Read again they would be no better. */
const UNREADABLE = new Set(['InvalidDocumentError', 'ModelAnswerError', 'ObjectMissingError']);
