import { listObjects, readObject, readText } from '../../shared/aws/s3.ts';
import { payloadSchema } from '../../shared/contracts/ground-truth-events.ts';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { findChampion } from '../../shared/documents/champion.ts';
import { findRecord } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { readTags, tagsByImage } from '../../shared/documents/tags.ts';
import { judgeable } from '../../shared/domain/batches/unchecked-labels.ts';
import { meanAveragePrecision } from '../../shared/domain/models/average-precision.ts';
import { parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { keyOfDataObject } from '../../shared/read-models/batch-answers.ts';
import { readWorkerNames } from '../../shared/read-models/worker-names.ts';
import { CommandError } from '../command.ts';
import { detectObjects } from '../loop/detect-objects.ts';
import type { Candidate } from './candidate.ts';

/** What a filter may ask of an image beyond its line; each is looked up when it is asked for, once. */
export interface ImageLookups {
  record(candidate: Candidate): Promise<LedgerRecord | undefined>;
  /** What people marked it with. */
  tags(candidate: Candidate): Promise<ReadonlySet<string>>;
  /** Ids and names of those whose answers its labels were made of, in whichever job. */
  workers(candidate: Candidate): Promise<ReadonlySet<string>>;
  /** Whether the live model sees something else than the label says: more, less, elsewhere, or another class. */
  modelDisagrees(candidate: Candidate): Promise<boolean>;
}

export function imageLookups(bucket: string, project: string, labels: readonly string[]): ImageLookups {
  const records = new Map<string, Promise<LedgerRecord | undefined>>();
  let tags: Promise<ReturnType<typeof tagsByImage>> | undefined;
  let workers: Promise<Map<string, Set<string>>> | undefined;
  let endpoint: Promise<string> | undefined;
  return {
    record({ sha256 }) {
      const known =
        records.get(sha256) ?? findRecord(projectBucket(bucket, project), sha256).then((found) => found?.record);
      records.set(sha256, known);
      return known;
    },
    async tags({ sha256 }) {
      tags ??= readTags(projectBucket(bucket, project)).then(tagsByImage);
      return new Set((await tags).get(sha256));
    },
    async workers({ sha256 }) {
      workers ??= readWorkers(bucket, project);
      return (await workers).get(sha256) ?? new Set();
    },
    async modelDisagrees({ imageKey, boxes, unchecked }) {
      endpoint ??= findEndpoint(bucket, project);
      const { bytes } = await readObject(bucket, imageKey);
      const predictions = [judgeable(await detectObjects(await endpoint, bytes), unchecked)];
      const { errors } = meanAveragePrecision({ truth: [judgeable(boxes, unchecked)], predictions, labels });
      return Object.values(errors).some((count) => count > 0);
    },
  };
}

async function findEndpoint(bucket: string, project: string): Promise<string> {
  const champion = await findChampion(projectBucket(bucket, project));
  if (champion) return champion.endpointName;
  throw new CommandError(`${project} has no model that could disagree`, {
    todo: `see \`labelloop status ${project}\``,
  });
}

/** Who labeled each image, read from the payload files of the consolidation hook (Ground Truth's layout). */
async function readWorkers(bucket: string, project: string): Promise<Map<string, Set<string>>> {
  const workers = new Map<string, Set<string>>();
  const names = await readWorkerNames();
  for await (const { key } of listObjects(bucket, projectKeys(project).batchesPrefix)) {
    if (!key.includes('/consolidation-request/')) continue;
    for (const { dataObject, annotations } of parseJson(payloadSchema, (await readText(bucket, key)).text, key)) {
      const image = parseImageKey(keyOfDataObject(projectBucket(bucket, project), dataObject))?.sha256;
      if (image === undefined) continue;
      const known = workers.get(image) ?? new Set();
      for (const { workerId } of annotations) known.add(workerId).add(names.get(workerId) ?? workerId);
      workers.set(image, known);
    }
  }
  return workers;
}
