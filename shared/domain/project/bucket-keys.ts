import type { FeedbackReason } from '../../contracts/feedback.ts';

/**
 * Every key of the bucket, in one place. `incoming/` and `ready/` are the only triggers; `projects/` never is one, so
 * nothing that a function writes can start it again.
 */
export const INCOMING_PREFIX = 'incoming/';
export const READY_PREFIX = 'ready/';
export const PROJECTS_PREFIX = 'projects/';
/** Who did what when, of all projects. */
export const AUDIT_PREFIX = 'audit/';

/** What of Rekognition Custom Labels runs until when, of all projects. */
export const REKOGNITION_RUNS_KEY = 'rekognition/runs.json';

/** Sorted by time. @param at ISO 8601 @param id tells entries of the same moment apart */
export const auditKey = (at: string, id: string) => `${AUDIT_PREFIX}${at}-${id}.json`;

const projectRoot = (project: string) => `${PROJECTS_PREFIX}${project}/`;

export const incomingPrefix = (project: string) => `${INCOMING_PREFIX}${project}/`;
export const readyKey = (project: string) => `${READY_PREFIX}${project}`;
/** Markers of the requests that wait for a batch: `ready/<project>/<requestId>`. */
export const requestMarkersPrefix = (project: string) => `${READY_PREFIX}${project}/`;
export const requestMarker = (project: string, requestId: string) => `${requestMarkersPrefix(project)}${requestId}`;

/** Project and request of a `ready/` key; `requestId` undefined: label what is there. */
export function parseReadyKey(key: string): { project: string; requestId: string | undefined } {
  const [project = '', requestId] = key.slice(READY_PREFIX.length).split('/');
  return { project, requestId };
}

/** Splits an inbox key into project and rest; undefined when it has no project folder. */
export function parseIncomingKey(key: string): { project: string; path: string } | undefined {
  const match = /^incoming\/([^/]+)\/(.+)$/s.exec(key);
  return match ? { project: match[1]!, path: match[2]! } : undefined;
}

/**
 * Where an import drops its images: the key itself says that their labels come and which side they are on, whichever
 * event comes first, late, twice or never.
 */
export const importPrefix = (project: string, requestId: string) => `${incomingPrefix(project)}.import/${requestId}/`;
export const importName = (requestId: string, split: 'train' | 'validation', name: string) =>
  `.import/${requestId}/${split}/${name}`;

/** What an import's key says; undefined for an ordinary drop. */
export function parseImportKey(
  key: string,
): { requestId: string; split: 'train' | 'validation'; name: string } | undefined {
  const match = /^incoming\/[^/]+\/\.import\/([0-9a-f]{16})\/(train|validation)\/(.+)$/s.exec(key);
  return match ? { requestId: match[1]!, split: match[2] as 'train' | 'validation', name: match[3]! } : undefined;
}

/** Where an image that the endpoint was asked about comes back; its hash in the key keeps equal names apart. */
export const feedbackKey = (project: string, why: FeedbackReason, sha256: string, name: string) =>
  `${incomingPrefix(project)}.feedback/${why}/${sha256}/${name}`;

/** What a feedback's key says; undefined for an ordinary drop. Chance alone goes to validation. */
export function parseFeedbackKey(
  key: string,
): { why: FeedbackReason; split: 'train' | 'validation'; name: string } | undefined {
  const match = /^incoming\/[^/]+\/\.feedback\/(unsure|odd|sample)\/[0-9a-f]{64}\/(.+)$/s.exec(key);
  if (!match) return undefined;
  const why = match[1] as FeedbackReason;
  return { why, split: why === 'sample' ? 'validation' : 'train', name: match[2]! };
}

/** What the key of a captured file says; `hour` is its folder's, UTC. */
export function parseCaptureKey(
  key: string,
): { modelName: string; endpointName: string; day: string; hour: number } | undefined {
  const match =
    /^projects\/[^/]+\/capture\/([^/]+)\/([^/]+)\/[^/]+\/(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/[^/]+\.jsonl$/.exec(key);
  if (!match) return undefined;
  const [, modelName, endpointName, year, month, date, hour] = match as unknown as string[];
  return { modelName: modelName!, endpointName: endpointName!, day: `${year}-${month}-${date}`, hour: Number(hour) };
}

/** The file name that people gave an image, from the key that it was dropped under. */
export const droppedName = (key: string) =>
  parseImportKey(key)?.name ?? parseFeedbackKey(key)?.name ?? parseIncomingKey(key)?.path ?? key;

/** The image's hash that the key of a ledger record, or of a like document of one image, ends with. */
export const hashOfLedgerKey = (key: string): string => key.slice(key.lastIndexOf('/') + 1, -'.json'.length);

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
    /** What is labeled, an image or a text. */
    image: (sha256: string, extension: 'jpg' | 'png' | 'txt') => `${root}images/${sha256}.${extension}`,
    /** A mask that lines of datasets point to; content-addressed, written once. */
    masksPrefix: `${root}masks/`,
    mask: (sha256: string) => `${root}masks/${sha256}.png`,
    /** Boxes that may hold an object, for one click to choose; written once for each training image. */
    proposals: (sha256: string) => `${root}proposals/${sha256}.json`,
    embeddingsPrefix: `${root}embeddings/`,
    /** What an image is like, for comparisons; written once. */
    embedding: (sha256: string) => `${root}embeddings/${sha256}.json`,
    feedbackPrefix: `${root}feedback/`,
    feedbackOfDay: (day: string) => `${root}feedback/${day}/`,
    /** What the model said of an image that came back from production. */
    feedback: (day: string, sha256: string) => `${root}feedback/${day}/${sha256}.json`,
    capturePrefix: `${root}capture/`,
    /** DestinationS3Uri of an endpoint config: SageMaker's layout begins below it with the endpoint's name. */
    captureOf: (modelName: string) => `${root}capture/${modelName}`,
    productionPrefix: `${root}production/readings/`,
    readingsOfDay: (day: string) => `${root}production/readings/${day}/`,
    /** What was read in a file of captured answers; written when all of it was dealt with. */
    reading: (day: string, fileHash: string) => `${root}production/readings/${day}/${fileHash}.json`,
    /** What a model said of the images that it was judged on; production is compared with it. */
    reference: (modelName: string) => `${root}production/references/${modelName}.json`,
    /** How production differs from that; the newest look at it. */
    drift: `${root}production/drift.json`,
    ledgerPrefix: `${root}ledger/`,
    ledger: (sha256: string) => `${root}ledger/${sha256}.json`,
    aliasesOf: (sha256: string) => `${root}aliases/${sha256}/`,
    alias: (sha256: string, keyHash: string) => `${root}aliases/${sha256}/${keyHash}.json`,
    intakePrefix: `${root}intake/`,
    intake: (keyAndEtagHash: string) => `${root}intake/${keyAndEtagHash}.json`,
    pendingPrefix: `${root}pending/`,
    /**
     * A marker of its own for each attempt: whoever drops an old one late cannot take a requeued image out of sight.
     */
    pending: (sha256: string, attempts = 0) => `${root}pending/${sha256}${attempts ? `.${attempts}` : ''}`,
    quarantinePrefix: `${root}quarantine/`,
    quarantineReason: (id: string) => `${root}quarantine/${id}/reason.json`,
    quarantinedObject: (id: string) => `${root}quarantine/${id}/object`,
    requestsPrefix: `${root}requests/`,
    request: (requestId: string) => `${root}requests/${requestId}/request.json`,
    /** Labels of an import, one line an image, as a labeling job would have left them. */
    requestLabels: (requestId: string) => `${root}requests/${requestId}/labels.manifest`,
    /** Who let the model serve although the gate did not. */
    deployedAnyway: (modelName: string) => `${root}deployed-anyway/${modelName}.json`,
    counter: `${root}counter.json`,
    batchesPrefix: `${root}batches/`,
    batch: (batchId: string) => `${batch(batchId)}batch.json`,
    inputManifest: (batchId: string) => `${batch(batchId)}input.manifest`,
    /** The frames of one task, where a batch's objects are followed through videos. */
    frameSequence: (batchId: string, at: number) => `${batch(batchId)}sequences/${at}.json`,
    frameSequences: (batchId: string) => `${batch(batchId)}sequences/`,
    labelCategories: (batchId: string) => `${batch(batchId)}label-categories.json`,
    workerTemplate: (batchId: string) => `${batch(batchId)}template.liquid.html`,
    preLabelManifest: (batchId: string) => `${batch(batchId)}pre-label-images.json`,
    preLabelsPrefix: (batchId: string) => `${batch(batchId)}pre-labels/`,
    /** S3OutputPath of the labeling job; Ground Truth's layout begins below it with the job's name. */
    labelsPrefix: (batchId: string) => `${batch(batchId)}labels/`,
    datasetHead: `${root}dataset.json`,
    datasetPrefix: (folder: string) => `${root}datasets/${folder}/`,
    datasetManifest: (folder: string, split: 'train' | 'validation') => `${root}datasets/${folder}/${split}.manifest`,
    /** The lines that say something of every label: for algorithms that take what is not drawn for absent. */
    checkedManifest: (folder: string, split: 'train' | 'validation') =>
      `${root}datasets/${folder}/${split}-checked.manifest`,
    datasetImages: (folder: string, split: 'train' | 'validation') => `${root}datasets/${folder}/${split}-images.json`,
    datasetSummary: (folder: string) => `${root}datasets/${folder}/summary.json`,
    datasetExport: (folder: string, path: string) => `${root}datasets/${folder}/exports/${path}`,
    /** The masks that the lines of a split point to, listed for a training. */
    channelMasks: (folder: string, split: 'train' | 'validation') =>
      `${root}datasets/${folder}/channels/masks/${split}-masks.json`,
    tagsPrefix: `${root}tags/`,
    /** The images that people marked with a word of their own. */
    tag: (nameHash: string) => `${root}tags/${nameHash}.json`,
    /** Labels of both splits in the format that an algorithm reads, written for its training. */
    channelAnnotations: (folder: string, format: string, path: string) =>
      `${root}datasets/${folder}/channels/${format}/annotations/${path}`,
    /** The images that those labels are about. */
    channelImages: (folder: string, format: string, split: 'train' | 'validation') =>
      `${root}datasets/${folder}/channels/${format}/${split}-images.json`,
    /** A network that somebody brought to see images through; content-addressed, written once. */
    backbone: (sha256: string) => `${root}backbones/${sha256}.onnx`,
    /** Weights that somebody brought for trainings to begin with, under their file's name; written once. */
    weights: (sha256: string, name: string) => `${root}backbones/${sha256}/${name}`,
    /** Rekognition's own findings on a version's images; `runs.json` is all projects'. */
    rekognitionPrefix: `${root}rekognition/`,
    modelsPrefix: `${root}models/`,
    /** A training job's model, in SageMaker's layout. */
    trainedModel: (trainingJob: string) => `${root}models/${trainingJob}/output/model.tar.gz`,
    /** What a training job wrote beside its model, in SageMaker's layout. */
    trainingOutput: (trainingJob: string) => `${root}models/${trainingJob}/output/output.tar.gz`,
    trainingClaim: `${root}training.json`,
    champion: `${root}champion.json`,
    evaluationsPrefix: `${root}evaluations/`,
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

/**
 * Reads project and hash from an image's key or S3 URI; undefined for anything that is not
 * `images/<sha256>.<jpg|png|txt>`.
 */
export function parseImageKey(keyOrUri: string): { project: string; sha256: string } | undefined {
  const match = /(?:^|\/)projects\/([^/]+)\/images\/([0-9a-f]{64})\.(?:jpg|png|txt)$/.exec(keyOrUri);
  return match ? { project: match[1]!, sha256: match[2]! } : undefined;
}

/** Whether the key is a dataset's mask. */
export const isMaskKey = (key: string) => /^projects\/[^/]+\/masks\/[0-9a-f]{64}\.png$/.test(key);

/**
 * The label category file of the batch that a labeling job's output key belongs to; undefined for other jobs' output.
 */
export function labelCategoriesKeyOf(outputKey: string): string | undefined {
  const match = /^projects\/([^/]+)\/batches\/([^/]+)\/labels\//.exec(outputKey);
  return match ? projectKeys(match[1]!).labelCategories(match[2]!) : undefined;
}

/** The project that a key belongs to; undefined outside of `projects/`. */
export const parseProjectKey = (key: string): string | undefined => /^projects\/([^/]+)\//.exec(key)?.[1];
