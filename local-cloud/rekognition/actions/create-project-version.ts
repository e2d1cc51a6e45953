import {
  CreateProjectVersion$,
  type CreateProjectVersionRequest,
  type CreateProjectVersionResponse,
} from '@aws-sdk/client-rekognition';
import { AwsError } from '../../wire/aws-error.ts';
import { defineAction, inUse, type RekognitionContext, refuse, requireProject, versionArn } from '../action.ts';
import { manifestLines } from '../read-lines.ts';
import { resourceName } from '../stand-in/version-folder.ts';

/** Without a test dataset Rekognition keeps a fifth of the training images for it. */
const EVERY = 5;

/** Lines to learn from and to test with: of the project's datasets, or of manifests that the request names. */
async function linesOf(request: CreateProjectVersionRequest, context: RekognitionContext) {
  const { ProjectArn, TrainingData, TestingData } = request;
  const ofProject = context.store.datasets().filter(({ projectArn }) => projectArn === ProjectArn);
  if (TrainingData && ofProject.length > 0)
    refuse('The project has datasets; leave TrainingData and TestingData away.');
  const assets = async (list: NonNullable<typeof TrainingData>['Assets'] = []) =>
    (await Promise.all(list.map((asset) => manifestLines(context, asset.GroundTruthManifest)))).flat();
  for (const { failure, type } of ofProject)
    if (failure !== undefined) refuse(`The ${type} dataset cannot be used: ${failure}`);
  const of = (wanted: string) => ofProject.find(({ type }) => type === wanted)?.lines ?? [];
  const train = TrainingData ? await assets(TrainingData.Assets) : of('TRAIN');
  const test = TrainingData ? await assets(TestingData?.Assets) : of('TEST');
  if (train.length === 0) refuse('The project has no training dataset.');
  if (test.length > 0) return { train, test };
  return {
    train: train.filter((_, at) => at % EVERY !== EVERY - 1),
    test: train.filter((_, at) => at % EVERY === EVERY - 1),
  };
}

export const createProjectVersion = defineAction<CreateProjectVersionRequest, CreateProjectVersionResponse>({
  schema: CreateProjectVersion$,
  access: ({ ProjectArn = '' }) => [{ action: 'rekognition:CreateProjectVersion', resource: ProjectArn }],
  async handle(request, context) {
    const { store, standIn, now } = context;
    const { ProjectArn = '', VersionName = '', OutputConfig, VersionDescription, FeatureConfig } = request;
    const project = requireProject(store, ProjectArn);
    if (FeatureConfig) refuse('the laptop cloud trains custom labels only, without FeatureConfig');
    const ofProject = store.versions().filter(({ projectArn }) => projectArn === ProjectArn);
    if (ofProject.some(({ name }) => name === VersionName))
      throw new AwsError('ResourceAlreadyExistsException', `The project has a version ${VersionName} already.`);
    for (const version of ofProject)
      if ((await standIn.standing(version)).status === 'TRAINING_IN_PROGRESS')
        inUse(`The version ${version.name} is being trained.`);
    const { train, test } = await linesOf(request, context);
    const arn = versionArn(project.name, VersionName, now());
    const output = { bucket: OutputConfig?.S3Bucket ?? '', prefix: OutputConfig?.S3KeyPrefix ?? '' };
    const resource = resourceName(arn);
    // Known before anything is written: another one of the name is refused, a crash leaves a failed version.
    store.addVersion({
      ...{ arn, projectArn: ProjectArn, name: VersionName, createdAt: now(), output, resource },
      ...(VersionDescription !== undefined && { description: VersionDescription }),
      ...{ kind: 'boxes', labels: [], trainImages: 0, testImages: 0 },
    });
    // What is wrong with labels or images is the version's, as Rekognition has it.
    const learned = await standIn
      .train(output, resource, train, test)
      .catch((error: Error) => ({ failure: error.message, trainedAt: now() }));
    store.changeVersion(arn, learned);
    return { ProjectVersionArn: arn };
  },
});
