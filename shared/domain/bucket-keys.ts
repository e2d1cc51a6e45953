/**
 * Every key of the bucket, in one place. `incoming/` and `ready/` are the only triggers; `projects/` never is one, so
 * nothing that a function writes can start it again.
 */
export const INCOMING_PREFIX = 'incoming/';
export const READY_PREFIX = 'ready/';
export const PROJECTS_PREFIX = 'projects/';

const projectRoot = (project: string) => `${PROJECTS_PREFIX}${project}/`;

export const incomingPrefix = (project: string) => `${INCOMING_PREFIX}${project}/`;
export const readyKey = (project: string) => `${READY_PREFIX}${project}`;

/** Splits an inbox key into project and rest; undefined when it has no project folder. */
export function parseIncomingKey(key: string): { project: string; path: string } | undefined {
  const match = /^incoming\/([^/]+)\/(.+)$/s.exec(key);
  return match ? { project: match[1]!, path: match[2]! } : undefined;
}

/** Keys of one project. Ids and hashes only; people's own file names never become part of a key here. */
export function projectKeys(project: string) {
  const root = projectRoot(project);
  const batch = (batchId: string) => `${root}batches/${batchId}/`;
  return {
    root,
    config: `${root}project.json`,
    /** Why the project stands still; absent when it does not. */
    problem: `${root}problem.json`,
    configSnapshot: (hash: string) => `${root}configs/${hash}.json`,
    imagesPrefix: `${root}images/`,
    image: (sha256: string, extension: 'jpg' | 'png') => `${root}images/${sha256}.${extension}`,
    ledgerPrefix: `${root}ledger/`,
    ledger: (sha256: string) => `${root}ledger/${sha256}.json`,
    alias: (sha256: string, keyHash: string) => `${root}aliases/${sha256}/${keyHash}.json`,
    intakePrefix: `${root}intake/`,
    intake: (keyAndEtagHash: string) => `${root}intake/${keyAndEtagHash}.json`,
    pendingPrefix: `${root}pending/`,
    /** A marker of its own for each attempt: whoever drops an old one late cannot take a requeued image out of sight. */
    pending: (sha256: string, attempts = 0) => `${root}pending/${sha256}${attempts ? `.${attempts}` : ''}`,
    quarantinePrefix: `${root}quarantine/`,
    quarantineReason: (id: string) => `${root}quarantine/${id}/reason.json`,
    quarantinedObject: (id: string) => `${root}quarantine/${id}/object`,
    counter: `${root}counter.json`,
    batchesPrefix: `${root}batches/`,
    batch: (batchId: string) => `${batch(batchId)}batch.json`,
    inputManifest: (batchId: string) => `${batch(batchId)}input.manifest`,
    labelCategories: (batchId: string) => `${batch(batchId)}label-categories.json`,
    workerTemplate: (batchId: string) => `${batch(batchId)}template.liquid.html`,
    preLabelManifest: (batchId: string) => `${batch(batchId)}pre-label-images.json`,
    preLabelsPrefix: (batchId: string) => `${batch(batchId)}pre-labels/`,
    /** S3OutputPath of the labeling job; Ground Truth's layout begins below it with the job's name. */
    labelsPrefix: (batchId: string) => `${batch(batchId)}labels/`,
    datasetHead: `${root}dataset.json`,
    datasetPrefix: (folder: string) => `${root}datasets/${folder}/`,
    datasetManifest: (folder: string, split: 'train' | 'validation') => `${root}datasets/${folder}/${split}.manifest`,
    datasetImages: (folder: string, split: 'train' | 'validation') => `${root}datasets/${folder}/${split}-images.json`,
    datasetSummary: (folder: string) => `${root}datasets/${folder}/summary.json`,
    datasetExport: (folder: string, path: string) => `${root}datasets/${folder}/exports/${path}`,
    modelsPrefix: `${root}models/`,
    trainingClaim: `${root}training.json`,
    champion: `${root}champion.json`,
    evaluationPrefix: (validationHash: string, modelName: string) =>
      `${root}evaluations/${validationHash}/${modelName}/`,
    failure: (executionName: string) => `${root}failures/${executionName}.json`,
    failuresPrefix: `${root}failures/`,
    recovery: (executionName: string) => `${root}recoveries/${executionName}.json`,
    recoveriesPrefix: `${root}recoveries/`,
    /** A message that `webhookUrl` has taken. */
    webhookDelivery: (id: string) => `${root}webhook-deliveries/${id}.json`,
    contribution: (payloadHash: string) => `${root}workers/contributions/${payloadHash}.json`,
    contributionsPrefix: `${root}workers/contributions/`,
    workerState: `${root}workers/state.json`,
  };
}

/** SHA-256 of the image that a pending marker stands for. */
export const pendingImage = (markerKey: string) => /\/pending\/([0-9a-f]{64})(?:\.\d+)?$/.exec(markerKey)?.[1];

/** Reads project and hash from an image's key or S3 URI; undefined for anything that is not `images/<sha256>.<jpg|png>`. */
export function parseImageKey(keyOrUri: string): { project: string; sha256: string } | undefined {
  const match = /(?:^|\/)projects\/([^/]+)\/images\/([0-9a-f]{64})\.(?:jpg|png)$/.exec(keyOrUri);
  return match ? { project: match[1]!, sha256: match[2]! } : undefined;
}

/** The label category file of the batch that a labeling job's output key belongs to; undefined for other jobs' output. */
export function labelCategoriesKeyOf(outputKey: string): string | undefined {
  const match = /^projects\/([^/]+)\/batches\/([^/]+)\/labels\//.exec(outputKey);
  return match ? projectKeys(match[1]!).labelCategories(match[2]!) : undefined;
}

/** The project that a key belongs to; undefined outside of `projects/`. */
export const parseProjectKey = (key: string): string | undefined => /^projects\/([^/]+)\//.exec(key)?.[1];
