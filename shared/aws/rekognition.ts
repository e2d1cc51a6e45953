import {
  CreateDatasetCommand,
  CreateProjectCommand,
  CreateProjectVersionCommand,
  DeleteDatasetCommand,
  DeleteProjectCommand,
  DeleteProjectVersionCommand,
  DescribeDatasetCommand,
  DescribeProjectsCommand,
  DescribeProjectVersionsCommand,
  DetectCustomLabelsCommand,
  type ProjectVersionDescription,
  RekognitionClient,
  StartProjectVersionCommand,
  StopProjectVersionCommand,
} from '@aws-sdk/client-rekognition';

let client: RekognitionClient | undefined;
const rekognition = () => {
  client ??= new RekognitionClient({ maxAttempts: 5 });
  return client;
};

/** A project of Custom Labels. */
export interface CustomLabelsProject {
  arn: string;
  datasets: Array<{ arn: string; type: string; status: string }>;
}

/** A version of a project: a model. */
export interface CustomLabelsVersion {
  arn: string;
  name: string;
  /** As Rekognition spells it: TRAINING_IN_PROGRESS, TRAINING_COMPLETED, RUNNING, … */
  status: string;
  message: string;
  /** ISO 8601 */
  createdAt: string;
  /** 0..1; undefined before it was tested. */
  f1: number | undefined;
  /** Undefined before the training ended. */
  billableSeconds: number | undefined;
}

/** One thing on an image; `box` in shares of the image, undefined for a class of the whole. */
export interface CustomLabel {
  label: string;
  /** 0..1 */
  confidence: number;
  box: { left: number; top: number; width: number; height: number } | undefined;
}

const hasName = (error: unknown, ...names: string[]) => names.includes((error as Error).name);

/** `arn:…:project/<project>/version/<version>/<moment>` -> the version's name. */
const versionNameOf = (arn: string) => arn.split('/').at(-2) ?? arn;

/** The project of this name; undefined where there is none. */
export async function findCustomLabelsProject(name: string): Promise<CustomLabelsProject | undefined> {
  const { ProjectDescriptions = [] } = await rekognition().send(new DescribeProjectsCommand({ ProjectNames: [name] }));
  const found = ProjectDescriptions.find(({ ProjectArn }) => ProjectArn?.split('/').at(-2) === name);
  return (
    found && {
      arn: found.ProjectArn!,
      datasets: (found.Datasets ?? []).map((one) => ({
        ...{ arn: one.DatasetArn!, type: one.DatasetType ?? '', status: one.Status ?? '' },
      })),
    }
  );
}

/** Makes a project; one of this name that is there already is fine. */
export async function createCustomLabelsProject(name: string): Promise<void> {
  await rekognition()
    .send(new CreateProjectCommand({ ProjectName: name }))
    .catch((error: unknown) => {
      if (!hasName(error, 'ResourceAlreadyExistsException', 'ResourceInUseException')) throw error;
    });
}

/**
 * Begins to make a dataset of a manifest in S3; it is there when `findCustomLabelsDataset` says so.
 * @returns its ARN
 */
export async function createCustomLabelsDataset(
  projectArn: string,
  type: 'TRAIN' | 'TEST',
  manifest: { bucket: string; key: string },
): Promise<string> {
  const { DatasetArn } = await rekognition().send(
    new CreateDatasetCommand({
      ProjectArn: projectArn,
      DatasetType: type,
      DatasetSource: { GroundTruthManifest: { S3Object: { Bucket: manifest.bucket, Name: manifest.key } } },
    }),
  );
  return DatasetArn!;
}

/** A dataset's status; undefined when it has gone. */
export async function findCustomLabelsDataset(
  arn: string,
): Promise<{ status: string; message: string; entries: number; wrong: number } | undefined> {
  try {
    const { DatasetDescription } = await rekognition().send(new DescribeDatasetCommand({ DatasetArn: arn }));
    const { Status = '', StatusMessage = '', DatasetStats } = DatasetDescription ?? {};
    const { TotalEntries = 0, ErrorEntries = 0 } = DatasetStats ?? {};
    return { status: Status, message: StatusMessage, entries: TotalEntries, wrong: ErrorEntries };
  } catch (error) {
    if (!hasName(error, 'ResourceNotFoundException')) throw error;
    return undefined;
  }
}

/** Begins to take a dataset away; one that has gone is fine. Models that learned from it stay. */
export async function deleteCustomLabelsDataset(arn: string): Promise<void> {
  await unlessGone(rekognition().send(new DeleteDatasetCommand({ DatasetArn: arn })));
}

/**
 * Begins to train a version on the project's datasets.
 * @param output where Rekognition leaves what it found of the images
 */
export async function trainCustomLabels(
  projectArn: string,
  versionName: string,
  output: { bucket: string; prefix: string },
): Promise<void> {
  await rekognition().send(
    new CreateProjectVersionCommand({
      ProjectArn: projectArn,
      VersionName: versionName,
      OutputConfig: { S3Bucket: output.bucket, S3KeyPrefix: output.prefix },
    }),
  );
}

/** All versions of a project, the newest first; none where the project has gone. */
export async function listCustomLabelsVersions(projectArn: string): Promise<CustomLabelsVersion[]> {
  const found: ProjectVersionDescription[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await unlessGone(
      rekognition().send(
        new DescribeProjectVersionsCommand({ ProjectArn: projectArn, ...(NextToken !== undefined && { NextToken }) }),
      ),
    );
    found.push(...(page?.ProjectVersionDescriptions ?? []));
    NextToken = page?.NextToken;
    if (NextToken === undefined) break;
  }
  return found
    .map((one) => ({
      arn: one.ProjectVersionArn!,
      name: versionNameOf(one.ProjectVersionArn!),
      status: one.Status ?? '',
      message: one.StatusMessage ?? '',
      createdAt: one.CreationTimestamp?.toISOString() ?? '',
      f1: one.EvaluationResult?.F1Score,
      billableSeconds: one.BillableTrainingTimeInSeconds,
    }))
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/** Begins to run a version; from then on AWS bills it by the hour. */
export async function startCustomLabels(versionArn: string, units: number): Promise<void> {
  await rekognition().send(new StartProjectVersionCommand({ ProjectVersionArn: versionArn, MinInferenceUnits: units }));
}

/**
 * Begins to stop a version. One that has gone, or cannot be stopped as it stands, is fine: `listCustomLabelsVersions`
 * is the truth.
 */
export async function stopCustomLabels(versionArn: string): Promise<void> {
  await rekognition()
    .send(new StopProjectVersionCommand({ ProjectVersionArn: versionArn }))
    .catch((error: unknown) => {
      if (!hasName(error, 'ResourceNotFoundException', 'ResourceInUseException')) throw error;
    });
}

/** Begins to delete a version that does not run; one that has gone is fine. */
export async function deleteCustomLabelsVersion(versionArn: string): Promise<void> {
  await unlessGone(rekognition().send(new DeleteProjectVersionCommand({ ProjectVersionArn: versionArn })));
}

/** Begins to delete a project without versions and datasets; one that has gone is fine. */
export async function deleteCustomLabelsProject(arn: string): Promise<void> {
  await unlessGone(rekognition().send(new DeleteProjectCommand({ ProjectArn: arn })));
}

/**
 * Asks a running version what is on an image.
 * @param image JPEG or PNG, at most 4 MB
 * @param least confidence, 0..1; undefined: what Rekognition assumes for each label
 * @throws Rekognition's error for a version that does not run
 */
export async function detectCustomLabels(
  versionArn: string,
  image: Uint8Array,
  least: number | undefined,
): Promise<CustomLabel[]> {
  const { CustomLabels = [] } = await rekognition().send(
    new DetectCustomLabelsCommand({
      ProjectVersionArn: versionArn,
      Image: { Bytes: image },
      ...(least !== undefined && { MinConfidence: 100 * least }),
    }),
  );
  return CustomLabels.map(({ Name = '', Confidence = 0, Geometry }) => {
    const { Left = 0, Top = 0, Width = 0, Height = 0 } = Geometry?.BoundingBox ?? {};
    return {
      label: Name,
      confidence: Confidence / 100,
      box: Geometry?.BoundingBox && { left: Left, top: Top, width: Width, height: Height },
    };
  });
}

async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!hasName(error, 'ResourceNotFoundException')) throw error;
    return undefined;
  }
}
